import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import hash from '@adonisjs/core/services/hash'
import { Failure } from '#app/failure'

/** One core is left to pages: with more hashing at once people sign in no faster, and pages wait twice as long. */
const RUNNING = Math.max(1, availableParallelism() - 1)
const WAITING = 64
const RETRY_SECONDS = 2

/** The hash, at the cost of every other, of random bytes that nobody kept. */
const nobody = hash.make(randomBytes(32).toString('base64url'))

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
  return inTurn(() => hash.make(password))
}

/** Whether the password is right; for an unknown account (`null`) it takes as long and answers no. @throws E_BUSY (503) */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(async () => hash.verify(stored ?? (await nobody), password))
  return matches && stored !== null
}

/** Whether what is kept was made at another cost than today's: the next sign-in makes it again. */
export function isOutdated(stored: string): boolean {
  return hash.needsReHash(stored)
}
