import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestSummary } from '../../../testing/src/runner.ts'
import { asAdmin, dropDatabase } from '../../../testing/src/postgres.ts'
import { takeLock } from '../../lock.mjs'
import { DATA, ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { buildAdmin } from '../build/admin.ts'
import { emitServer } from '../build/emit.ts'
import { operatorEnvironment } from '../environment.ts'
import { startCluster } from '../postgres/cluster.ts'
import { pluginOption } from '../plugin/option.ts'
import { FROM_SOURCES, runNode } from '../processes.ts'
import { step } from '../steps.ts'
import { ensureTemplate } from '../template.ts'

/** Not a secret: the tests' server listens on this machine only, and holds nothing. */
const TEST_KEY = 'only-for-tests-only-for-tests-only-for-tests'
/** Many databases at once; statements are counted where a test asks how many there were. */
const SETTINGS = { max_connections: '200', shared_preload_libraries: 'pg_stat_statements' }
const RUNNER = join(ROOT, 'core/testing/src/runner.ts')

interface TestServer {
  url: string
  stop(): Promise<void>
}

interface Outcome {
  code: number
  summary: TestSummary | undefined
  /** Why the pages could not be built. */
  pages: string | undefined
}

/** What a run of the tests is told besides its arguments. */
interface Wish {
  /** Folder of the one plugin whose tests run, in the checkout or not. */
  plugin?: string
  /** More of the runner's environment. */
  env?: Record<string, string>
}

/** Runs the tests, or with `--plugin FOLDER` those of one plugin, and ends by saying what ran and what could not. */
export async function run(args: string[]): Promise<number> {
  const { folder, rest } = pluginOption(args)
  return runTestsOf(rest, folder === undefined ? {} : { plugin: folder })
}

/** Runs tests on databases of their own; answers the exit code. @throws Refusal when others run already */
export async function runTestsOf(args: string[], wish: Wish): Promise<number> {
  const holder = takeLock(join(DATA, 'test.lock'), { what: 'npm test' })
  if (holder)
    throw new Refusal(
      `« npm test » already runs on this folder (process ${holder.pid}): wait for its end.`
    )
  // What an operator has installed here is not what is tested.
  process.env['PREAU_INSTALLED'] = join(DATA, 'test-installed')
  if (wish.plugin !== undefined) process.env['PREAU_PLUGINS'] = wish.plugin
  const pages = await build(args, wish)
  const starting = testServer()
  await step('Test server started', async () => void (await starting))
  const server = await starting
  try {
    const { code, summary } = await runTests(server.url, { args, ...wish, pages: pages === null })
    return report({ code, summary, pages: pages ?? undefined })
  } finally {
    await server.stop()
  }
}

/**
 * Builds what the tests use; pages that do not build fail the run, yet let the other tests speak.
 * Answers null when the pages are built, undefined when this run does without, and why they are not.
 */
async function build(args: string[], { plugin }: Wish): Promise<string | null | undefined> {
  const needsPages = plugin !== undefined || !args.length || args.includes('browser')
  let problem: string | null | undefined
  await step('Built', async () => {
    await emitServer()
    if (!needsPages) return 'without the pages'
    try {
      buildAdmin()
      problem = null
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    }
    return problem ? 'the pages could not be' : undefined
  })
  return problem
}

async function testServer(): Promise<TestServer> {
  const url = process.env['DATABASE_URL']
  if (url) return { url, stop: async () => undefined }
  const options = { dataDir: join(DATA, 'test-postgres'), password: 'tests', throwaway: true }
  const cluster = await startCluster({ ...options, settings: SETTINGS })
  const server = cluster.url('postgres')
  for (const name of await leftOver(server)) await dropDatabase(server, name)
  return { url: server, stop: cluster.stop }
}

async function leftOver(server: string): Promise<string[]> {
  const { rows } = await asAdmin(server, (admin) =>
    admin.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, 'preau_test_')"
    )
  )
  return rows.map(({ datname }) => datname)
}

interface Running extends Wish {
  args: string[]
  /** Whether the pages that stand are those of this checkout as it is now. */
  pages: boolean
}

async function runTests(url: string, { args, plugin, env: more, pages }: Running) {
  let template = ''
  await step('Template database', async () => {
    const { name, made } = await ensureTemplate(url, TEST_KEY)
    template = name
    return made ? 'migrated' : 'up to date'
  })
  const folder = mkdtempSync(join(tmpdir(), 'preau-tests-'))
  const file = join(folder, 'summary.json')
  const env = {
    ...operatorEnvironment({ url, appKey: TEST_KEY }, { NODE_ENV: 'test' }),
    PREAU_TEST_TEMPLATE: template,
    PREAU_TEST_SUMMARY: file,
    ...(plugin === undefined ? {} : { PREAU_TEST_PLUGIN: plugin, PREAU_PLUGINS: plugin }),
    ...(pages ? { PREAU_TEST_PAGES: '1' } : {}),
    ...more,
  }
  const code = await runNode({ args: [...FROM_SOURCES, RUNNER, ...args], env })
  const summary = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as TestSummary)
    : undefined
  rmSync(folder, { recursive: true })
  return { code, summary }
}

/** Prints what ran, loudly what did not, and last the plain line of counts; answers the exit code. */
function report({ code, summary, pages }: Outcome): number {
  if (pages) console.error(`\n✖ ${pages}`)
  if (!summary) {
    console.error(
      `\n✖ The tests ended before their end (exit code ${code}); their own words are above.`
    )
    console.log('0 passed, 1 failed, 0 skipped')
    return 1
  }
  const ran = Object.entries(summary.suites).map(([suite, count]) => `${suite} ${count}`)
  console.log(`\nRan: ${ran.join(', ') || 'nothing'}.`)
  for (const [reason, titles] of Object.entries(summary.notRun)) sayNotRun(reason, titles)
  for (const failure of summary.failures) console.log(`✖ ${failure}`)
  const failed = (summary.failed || (code === 0 ? 0 : 1)) + (pages ? 1 : 0)
  console.log(`${summary.passed} passed, ${failed} failed, ${summary.skipped} skipped`)
  return failed ? 1 : 0
}

function sayNotRun(reason: string, titles: string[]) {
  const rule = '!'.repeat(80)
  console.log(`${rule}\nCOULD NOT RUN ${titles.length} of the tests: ${reason}`)
  for (const title of titles) console.log(`  - ${title}`)
  console.log(rule)
}
