import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { availableParallelism } from 'node:os'
import { CACHE, ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { buildAdmin } from '../build/admin.ts'
import { emitServer } from '../build/emit.ts'
import { exitOf } from '../processes.ts'
import { staleKitPages, writeKitPages } from '../reference/kit.ts'

interface Check {
  name: string
  /** What to do when it is red. */
  remedy: string
  run(): Promise<Outcome>
}

interface Outcome {
  ok: boolean
  output: string
}

const PRETTY = process.stdout.isTTY ? ['--pretty'] : []

const CHECKS: Check[] = [
  {
    name: 'types of the server, its plugins and tools',
    remedy: '',
    run: () => tool('typescript/bin/tsc', ['-p', 'tsconfig.json', ...PRETTY]),
  },
  {
    name: 'lint and import boundaries',
    remedy: 'npm run check -- --fix mends what can be mended.',
    run: () => eslint([]),
  },
  { name: 'types of the pages', remedy: '', run: checkPages },
  {
    name: 'format',
    remedy: 'npm run check -- --fix formats.',
    run: () => prettier('--check'),
  },
  {
    name: 'unused files, exports and dependencies',
    remedy: '',
    run: () => tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  },
  {
    name: 'reference and API report of the kit',
    remedy:
      'npm run check -- --fix writes them anew; what plugins may rely on has changed: see docs/plugins/versions.md.',
    run: checkKitPages,
  },
  { name: 'build', remedy: '', run: build },
]

/** Checks all but the tests, and says everything that is wrong at once. `--fix` formats and mends first. */
export async function run(args: string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--fix')
  if (unknown)
    throw new Refusal(`« ${unknown} » is not an option; there is one: npm run check -- --fix.`)
  mkdirSync(CACHE, { recursive: true })
  if (args.includes('--fix')) {
    await eslint(['--fix'])
    await prettier('--write')
    for (const file of writeKitPages()) console.log(`Written anew: ${file}`)
  }
  const queue = [...CHECKS]
  const red: string[] = []
  const lane = async () => {
    for (let check = queue.shift(); check; check = queue.shift())
      if (!(await runCheck(check))) red.push(check.name)
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane))
  console.log(red.length ? `\n✖ Red: ${red.join('; ')}` : '\n✓ All checks are green.')
  return red.length ? 1 : 0
}

async function runCheck({ name, remedy, run: work }: Check): Promise<boolean> {
  const began = performance.now()
  const { ok, output } = await work().catch((error: Error) => ({
    ok: false,
    output: error.message,
  }))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${ok ? '✓' : '✖'} ${name} (${seconds} s)`)
  if (!ok) console.log(`${output.trimEnd()}\n${remedy}`.trimEnd())
  return ok
}

function prettier(mode: '--check' | '--write'): Promise<Outcome> {
  const cache = ['--cache', '--cache-location', join(CACHE, 'prettier')]
  return tool('prettier/bin/prettier.cjs', [mode, '--log-level', 'warn', ...cache, '.'])
}

function eslint(more: string[]): Promise<Outcome> {
  const cache = [
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    join(CACHE, 'eslint'),
  ]
  return tool('eslint/bin/eslint.js', ['--max-warnings', '0', ...cache, ...more, '.'])
}

async function checkPages(): Promise<Outcome> {
  if (!globSync('{admin,plugins}/*/**/*.vue', { cwd: ROOT, exclude: isDerived }).length)
    return { ok: true, output: '' }
  return tool('vue-tsc/bin/vue-tsc.js', ['-p', 'tsconfig.pages.json', ...PRETTY])
}

function isDerived(name: string): boolean {
  return name === 'node_modules' || name === 'dist'
}

async function checkKitPages(): Promise<Outcome> {
  const stale = [...staleKitPages().keys()].map((file) => `${relative(ROOT, file)} is stale.`)
  return { ok: !stale.length, output: stale.join('\n') }
}

async function build(): Promise<Outcome> {
  await emitServer()
  buildAdmin()
  return { ok: true, output: '' }
}

/** Runs a program of node_modules under our Node; answers what it said. */
async function tool(program: string, args: string[]): Promise<Outcome> {
  const path = join(ROOT, 'node_modules', program)
  if (!existsSync(path)) throw new Error(`${program} is not installed.`)
  const child = spawn(process.execPath, [path, ...args], { cwd: ROOT })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part))
  return { ok: (await exitOf(child)) === 0, output }
}
