import type { Binaries } from './binaries.ts'
import type { Identity } from './identity.ts'

/** The administrator that each cluster is made with. */
export const SUPERUSER = 'preau'

/** A cluster to run: its folder, its administrator's password, and whether it may forget what it wrote when the power fails. */
export interface ClusterOptions {
  dataDir: string
  password: string
  throwaway?: boolean
  settings?: Record<string, string>
}

/** What it takes to run one of PostgreSQL's programs on a cluster. */
export interface Workplace {
  binaries: Binaries
  identity: Identity
  options: ClusterOptions
}

/** The line of PostgreSQL's words that says why it gave up. */
export function lastLine(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.find((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1) ?? '').trim()
}
