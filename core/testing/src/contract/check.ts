import type { Bench } from './bench.ts'

/** Something of a plugin that breaks the contract, with what to do about it. */
export interface Finding {
  what: string
  remedy: string
}

/** One promise of the contract, looked at alone. */
export interface Check {
  /** Its name for good: in reports, in the documentation. */
  code: string
  /** What it makes sure of, as a sentence. */
  title: string
  /** Why it cannot be made here; undefined when it can. */
  cannot?(bench: Bench): Promise<string | undefined>
  run(bench: Bench): Promise<Finding[]>
}

/** How a check came out. */
export interface Outcome {
  code: string
  title: string
  state: 'passed' | 'failed' | 'skipped'
  findings: Finding[]
  /** Why it was not made. */
  reason?: string
}

/** What the battery says of a plugin: plain JSON. */
export interface ContractReport {
  plugin: string
  version: string
  /** The version of the kit against which it was checked. */
  kit: string
  /** ISO 8601. */
  at: string
  passed: number
  failed: number
  skipped: number
  checks: Outcome[]
}
