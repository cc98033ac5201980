import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Plugin } from '@preau/kit'
import { openHost, type OpenedHost } from '../plugin_host/plugin_host.ts'
import { cannot, CHECKS, make, reportOf, skipped } from './battery.ts'
import { layBench, type Bench, type ContractOptions } from './bench.ts'
import type { Outcome } from './check.ts'

/** Milliseconds that one check may take. */
const PATIENCE = 120_000

/**
 * Checks that a plugin keeps the contract: a group of tests, one for each promise, on one host. Called
 * at the top of a spec file, `tests/contract.spec.ts`; each failure says what is wrong and what to do.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any plugin, whatever its manifest
export function assertPluginContract(plugin: Plugin<any>, options: ContractOptions = {}): void {
  const { id } = plugin.manifest as { id: string }
  test.group(`Contract of ${id}`, (group) => {
    let bench: Bench
    const made: Outcome[] = []
    group.setup(async () => {
      const host = await openHost({ plugins: [plugin] })
      try {
        bench = await benchOf(plugin, host, options)
      } catch (error) {
        await host.close()
        throw error
      }
      return async () => {
        write(reportOf(bench, made))
        await host.close()
      }
    })
    for (const check of CHECKS) {
      const one = test(`${check.code}: ${check.title}`, async () => {
        const outcome = await make(check, bench)
        made.push(outcome)
        if (outcome.findings.length) throw new ContractError(outcome)
      }).timeout(PATIENCE)
      one.skip(async () => {
        const reason = await cannot(check, bench)
        if (reason === undefined) return false
        made.push(skipped(check, reason))
        one.options.skipReason = reason
        return true
      })
    }
  })
}

/** A host's two schools, with a plugin on the table. */
async function benchOf(plugin: Plugin, host: OpenedHost, options: ContractOptions): Promise<Bench> {
  return layBench({ plugin, host, schools: [host.place(), host.place()] }, options)
}

/** Raised with all that a check has found. */
class ContractError extends Error {
  constructor({ code, findings }: Outcome) {
    super(
      [`${code}:`, ...findings.map(({ what, remedy }) => `  ✖ ${what}\n    → ${remedy}`)].join('\n')
    )
  }
}

/** Leaves the report where `npm run plugin -- check` looks for it. */
function write(report: ReturnType<typeof reportOf>): void {
  const folder = process.env['PREAU_CONTRACT_REPORTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${report.plugin}.json`), `${JSON.stringify(report, null, 2)}\n`)
}
