import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { Check, ContractReport, Outcome } from './check.ts'
import { eraseComplete } from './checks/erase_complete.ts'
import { exportComplete } from './checks/export_complete.ts'
import { filled } from './checks/filled.ts'
import { hooksIdempotent } from './checks/hooks_idempotent.ts'
import { manifest } from './checks/manifest.ts'
import { migrations } from './checks/migrations.ts'
import { offMeansGone } from './checks/off_means_gone.ts'
import { onAgain } from './checks/on_again.ts'
import { pages } from './checks/pages.ts'
import { permissions } from './checks/permissions.ts'
import { personColumns } from './checks/person_columns.ts'
import { purge } from './checks/purge.ts'
import { rlsForced } from './checks/rls_forced.ts'
import { schoolColumns } from './checks/school_columns.ts'
import { translations } from './checks/translations.ts'
import { twinSchools } from './checks/twin_schools.ts'

const KIT = join(import.meta.dirname, '../../../kit/package.json')

/** The promises of the contract, in the order in which they are looked at: those that look, then those that delete. */
export const CHECKS: readonly Check[] = [
  ...[manifest, translations, schoolColumns, rlsForced, personColumns, filled, twinSchools],
  ...[permissions, pages, hooksIdempotent, offMeansGone, onAgain, migrations],
  ...[exportComplete, eraseComplete, purge],
]

/** Why a check cannot be made of what is on the table; undefined when it can. */
export async function cannot(check: Check, bench: Bench): Promise<string | undefined> {
  if (bench.described.broken !== null && check !== manifest) return 'the plugin does not load'
  return check.cannot?.(bench)
}

/** A check that cannot be made. */
export function skipped({ code, title }: Check, reason: string): Outcome {
  return { code, title, state: 'skipped', findings: [], reason }
}

/** Makes one check; what it raises is one of its findings. */
export async function make(check: Check, bench: Bench): Promise<Outcome> {
  const { code, title } = check
  const findings = await check.run(bench).catch((error: Error) => [
    {
      what: `the check could not end: ${error.message}`,
      remedy: 'the words above are the host’s; correct what they name',
    },
  ])
  return { code, title, findings, state: findings.length ? 'failed' : 'passed' }
}

/** The report of what has been checked. */
export function reportOf({ id, package: { version } }: Bench, checks: Outcome[]): ContractReport {
  const count = (state: Outcome['state']) => checks.filter((one) => one.state === state).length
  return {
    ...{ plugin: id, version },
    kit: (JSON.parse(readFileSync(KIT, 'utf8')) as { version: string }).version,
    at: new Date().toISOString(),
    ...{ passed: count('passed'), failed: count('failed'), skipped: count('skipped') },
    checks,
  }
}
