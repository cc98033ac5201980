import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { asAdmin } from '../../../testing/src/postgres.ts'

/** Microseconds of a tick of Linux's clock, by which `/proc` counts. */
const TICK = 10_000

/**
 * Answers how to read the CPU, in microseconds, that a PostgreSQL on this machine has used: its
 * processes that live and those that have ended. Always 0 where there is no `/proc`.
 */
export async function postgresCpu(url: string): Promise<() => number> {
  const backend = await asAdmin(url, async (admin) => {
    const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid')
    return existsSync('/proc/self/stat') ? statOf(rows[0]!.pid) : undefined
  })
  const postmaster = backend?.parent
  if (postmaster === undefined) return () => 0
  return () => {
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => statOf(Number(name)))
      .filter((stat) => stat?.parent === postmaster)
    const ownAndEnded = statOf(postmaster)
    const ticks = living.reduce((sum, stat) => sum + (stat?.own ?? 0), 0)
    return TICK * (ticks + (ownAndEnded ? ownAndEnded.own + ownAndEnded.ended : 0))
  }
}

/** Of a process: its parent, the ticks that it has used, and those of its children that have ended. */
function statOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field, in parentheses, is the program's name: it may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const field = (number: number) => Number(fields[number - 3])
    return { parent: field(4), own: field(14) + field(15), ended: field(16) + field(17) }
  } catch {
    return undefined
  }
}
