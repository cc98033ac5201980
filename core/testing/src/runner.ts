import { globSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { assert } from '@japa/assert'
import { configure, processCLIArgs, run, test } from '@japa/runner'
import type { Suite } from '@japa/runner/core'
import { spec } from '@japa/runner/reporters'
import type { NamedReporterContract, RunnerSummary } from '@japa/runner/types'
import { findBrowser } from './browser.ts'
import { closePlayground } from './playground.ts'

const ROOT = join(import.meta.dirname, '../../..')
const BROWSER = /[\\/]tests[\\/]browser[\\/]/
const UNIT = /[\\/]tests[\\/]unit[\\/]/
const TIMEOUT = 60_000
const BROWSER_TIMEOUT = 180_000

/** What a run of the tests came to; written for `npm test`, which has the last word. */
export interface TestSummary {
  passed: number
  failed: number
  skipped: number
  /** Tests run, by suite. */
  suites: Record<string, number>
  /** Titles of the tests not run, by reason. */
  notRun: Record<string, string[]>
  /** Of each failed test its file, its title and the first line of its error: a log that is cut keeps its end. */
  failures: string[]
}

/** The one plugin whose tests run, by its folder; else those of the whole checkout do. */
const PLUGIN = process.env['PREAU_TEST_PLUGIN']
/** The one file of tests that runs, wherever it is. */
const SPEC = process.env['PREAU_TEST_SPEC']

function specs(wanted: (file: string) => boolean): URL[] {
  if (SPEC) return [SPEC].filter(wanted).map((file) => pathToFileURL(file))
  const [home, pattern] = PLUGIN
    ? [PLUGIN, 'tests/**/*.spec.ts']
    : [ROOT, '{core,admin,plugins}/*/tests/**/*.spec.ts']
  return globSync([pattern], {
    cwd: home,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  })
    .map((file) => join(home, file))
    .filter(wanted)
    .sort()
    .map((file) => pathToFileURL(file))
}

/** A file that does not load is one failed test, and the others run. */
async function load(file: URL) {
  try {
    await import(file.href)
  } catch (error) {
    test(`${relative(ROOT, file.pathname)} loads`, () => {
      throw error
    })
  }
}

function skipAll(suite: Suite, reason: string) {
  suite.onTest((one) => void one.skip(true, reason))
  suite.onGroup((group) => void group.tap((one) => void one.skip(true, reason)))
}

function recorder(file: string): NamedReporterContract {
  const suites: TestSummary['suites'] = {}
  const notRun: TestSummary['notRun'] = {}
  const failures: string[] = []
  let suite = ''
  return {
    name: 'recorder',
    handler(runner, emitter) {
      emitter.on('suite:start', ({ name }) => void (suite = name))
      emitter.on('test:end', ({ isSkipped, skipReason, title, errors, meta }) => {
        if (isSkipped)
          (notRun[skipReason ?? 'skipped by the test itself'] ??= []).push(title.expanded)
        else suites[suite] = (suites[suite] ?? 0) + 1
        for (const { error } of errors)
          failures.push(failureLine(`${meta['fileName']} › ${title.expanded}`, error))
      })
      emitter.on('runner:end', () => {
        const summary = runner.getSummary()
        const { passed, skipped, todo } = summary.aggregates
        const outcome: TestSummary = {
          ...{ passed, failed: failuresOf(summary), skipped: skipped + todo },
          ...{ suites, notRun, failures },
        }
        writeFileSync(file, JSON.stringify(outcome))
      })
    },
  }
}

function failureLine(where: string, error: unknown): string {
  const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return `${relative(ROOT, where)}: ${words.slice(0, 300)}`
}

/** Failed tests, and hooks of groups and suites, which Japa's own count leaves out. */
function failuresOf({ aggregates, failureTree }: RunnerSummary): number {
  const groups = failureTree.flatMap(({ children }) =>
    children.filter(({ type }) => type === 'group')
  )
  const hooks = [...failureTree, ...groups].filter(({ errors }) => errors.length > 0)
  return aggregates.failed + hooks.length
}

const browserSpecs = specs((file) => BROWSER.test(file))
const browser = browserSpecs.length ? await findBrowser() : undefined
const reporters = [spec(), recorder(process.env['PREAU_TEST_SUMMARY'] ?? '/dev/null')]

processCLIArgs(process.argv.slice(2))
configure({
  cwd: pathToFileURL(`${ROOT}/`).href,
  timeout: TIMEOUT,
  forceExit: true,
  plugins: [assert()],
  importer: load,
  reporters: { activated: reporters.map(({ name }) => name), list: reporters },
  suites: [
    { name: 'unit', files: () => specs((file) => UNIT.test(file)) },
    { name: 'http', files: () => specs((file) => !UNIT.test(file) && !BROWSER.test(file)) },
    {
      name: 'browser',
      files: () => browserSpecs,
      timeout: BROWSER_TIMEOUT,
      configure: (suite) => {
        if (browser && 'missing' in browser) skipAll(suite, browser.missing)
        suite.teardown(closePlayground)
      },
    },
  ],
})
await run()
