import { availableParallelism } from 'node:os'
import { Algorithm, hash, verify } from '@node-rs/argon2'
import { Failure } from '#app/failure'

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const RUNNING = 2 * availableParallelism()
const WAITING = 64

let running = 0
const queue: (() => void)[] = []

/** Sign-ins must not starve pages: a bounded number hash at once, a bounded number wait. @throws E_BUSY (503) beyond */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= RUNNING) {
    if (queue.length >= WAITING) throw new Failure('E_BUSY', 503)
    await new Promise<void>((resolve) => queue.push(resolve))
  }
  running++
  try {
    return await work()
  } finally {
    running--
    queue.shift()?.()
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS))
}

let nobody: Promise<string> | undefined

/** Whether the password is right; for an unknown account (`null`) it takes as long and answers no. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const against = stored ?? (await nobody)
  const matches = await inTurn(() => verify(against, password))
  return matches && stored !== null
}
