import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { ROOT } from '../../paths.mjs'
import type { ContractReport } from '../../../testing/src/contract/check.ts'
import { installedHome } from '../../../server/app/host/places.ts'
import { allPlugins } from '../build/packages.ts'
import { runTestsOf } from '../commands/test.ts'
import { pluginOption, takeOption } from './option.ts'

/** Where a plugin says how it is checked; one that does not is checked by what its manifest says. */
const OWN = 'tests/contract.spec.ts'
const ANY = join(ROOT, 'core/testing/src/contract/any_plugin.ts')

/**
 * Checks one plugin (`--plugin FOLDER`) or all of the installation against the contract. What comes out is kept
 * for the dashboard, which shows it beside the module; with `--json FILE` it is written there too, one object
 * for one plugin, else a list. Answers the exit code.
 */
export async function checkPlugins(args: string[]): Promise<number> {
  const { value: file, rest } = takeOption(args, '--json')
  const { folder, rest: unknown } = pluginOption(rest)
  if (unknown.length) throw new Refusal(`« ${unknown[0]} » is not an option of plugin check.`)
  const folders = folder === undefined ? allPlugins().map((place) => place.folder) : [folder]
  const kept = join(installedHome(ROOT), 'reports')
  const reports = mkdtempSync(join(tmpdir(), 'preau-contract-'))
  try {
    let code = 0
    for (const one of folders) code = Math.max(code, await checkOne(one, reports))
    const found = readdirSync(reports).map(
      (name) => JSON.parse(readFileSync(join(reports, name), 'utf8')) as ContractReport
    )
    mkdirSync(kept, { recursive: true })
    for (const report of found) {
      sayReport(report)
      writeFileSync(join(kept, `${report.plugin}.json`), JSON.stringify(report))
    }
    if (file !== undefined)
      writeFileSync(
        resolve(process.env['INIT_CWD'] ?? process.cwd(), file),
        `${JSON.stringify(folder === undefined ? found : found[0], null, 2)}\n`
      )
    return found.length === folders.length ? code : 1
  } finally {
    rmSync(reports, { recursive: true })
  }
}

function checkOne(plugin: string, reports: string): Promise<number> {
  const own = join(plugin, OWN)
  const spec = existsSync(own) ? own : ANY
  const env = { PREAU_CONTRACT_REPORTS: reports, PREAU_TEST_SPEC: spec }
  return runTestsOf(['http'], { plugin, env })
}

function sayReport({ plugin, version, passed, failed, skipped, checks }: ContractReport) {
  console.log(`\n${plugin} ${version}: ${passed} passed, ${failed} failed, ${skipped} not made`)
  for (const { code, reason } of checks.filter(({ state }) => state === 'skipped'))
    console.log(`  - ${code}: ${reason}`)
  for (const { code, findings } of checks)
    for (const { what, remedy } of findings) console.log(`  ✖ ${code}: ${what}\n    → ${remedy}`)
}
