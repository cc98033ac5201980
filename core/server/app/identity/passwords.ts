import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Failure } from '#app/failure'

/** OWASP's minimum for argon2id, the package's default algorithm: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const RUNNING = 2 * availableParallelism()
const WAITING = 64
const RETRY_SECONDS = 2

/** The hash, under the same options, of random bytes that nobody kept. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$ocE2vKTxalbtijzCRzeYlg$y59dt2Da5tLueg888WLAfQX+MEAaLQo1ulBD3xWp+rI'

let running = 0
const queue: (() => void)[] = []

/** Sign-ins must not starve pages: a bounded number hash at once, a bounded number wait. @throws E_BUSY (503) beyond */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < RUNNING) running++
  else if (queue.length < WAITING) await new Promise<void>((resolve) => queue.push(resolve))
  else throw new Failure('E_BUSY', 503, { values: { seconds: RETRY_SECONDS } })
  try {
    return await work()
  } finally {
    // Whoever waited longest inherits the place: `running` stays as it is.
    const next = queue.shift()
    if (next) next()
    else running--
  }
}

/** What is kept of a password. @throws E_BUSY (503) */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS))
}

/** Whether the password is right; for an unknown account (`null`) it takes as long and answers no. @throws E_BUSY (503) */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(stored ?? NOBODY, password))
  return matches && stored !== null
}
