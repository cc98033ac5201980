import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPlugin, readWish } from '../../../creator/src/index.mjs'
import type { TestSummary } from '../../src/runner.ts'
import { ROOT, type Block } from './blocks.ts'

const RUNNER = join(ROOT, 'core/testing/src/runner.ts')

/**
 * Somebody who does what a page says, in a folder of his own outside the checkout. Where a command would ask
 * the network or stop for good, he does what it comes to; a command that he does not know is a failure.
 */
export class Follower {
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'preau-author-')))
  #folder = ''
  #said = ''

  /** Does what one block says. @throws when it does not come out as the page has it */
  async follow({ language, notes, text, at }: Block): Promise<void> {
    const file = notes.get('file')
    if (file) return this.#write(file, text)
    if (notes.has('by-hand')) return
    if (notes.has('shows')) return this.#expect(text, at)
    if (language !== 'sh') throw new Error(`${at}: a block that says neither file, shows nor by-hand`)
    this.#said = ''
    for (const command of text.trim().split('\n')) await this.#do(command, notes.get('in'))
  }

  leave(): void {
    rmSync(this.#home, { recursive: true })
  }

  #write(file: string, text: string): void {
    const path = join(this.#folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  #expect(text: string, at: string): void {
    const missing = text.trim().split('\n').filter((line) => !this.#said.includes(line))
    if (missing.length)
      throw new Error(`${at} shows « ${missing.join(' », « ')} »; what came is:\n${this.#said}`)
  }

  async #do(command: string, where = ''): Promise<void> {
    const [, created] = /^npm run new:plugin (?:-- )?(.+)$/.exec(command) ?? []
    const [, removed] = /^rm (\S+)$/.exec(command) ?? []
    if (where === 'preau' && created) return this.#create(wordsOf(created))
    if (where === 'plugin' && removed) return rmSync(join(this.#folder, removed))
    const done = where === 'plugin' && COMMANDS[command]
    if (!done) throw new Error(`« ${command} », in « ${where} »: nobody knows how to follow that`)
    this.#said += await done(this.#folder)
  }

  async #create(args: string[]): Promise<void> {
    const wish = readWish(args, { cwd: join(this.#home, 'preau') })
    this.#folder = wish.folder
    await createPlugin({ ...wish, home: ROOT })
  }
}

/** What an author's commands come to. */
const COMMANDS: Record<string, (folder: string) => Promise<string>> = {
  async 'npm install'(folder) {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    return ''
  },
  async 'npm test'(folder) {
    const summary = join(folder, '../summary.json')
    const env = { PREAU_TEST_PLUGIN: folder, PREAU_PLUGINS: folder, PREAU_TEST_SUMMARY: summary }
    const said = await run([...process.execArgv, RUNNER, 'http'], { cwd: process.cwd(), env })
    if (!existsSync(summary)) throw new Error(said)
    const { passed, failed } = JSON.parse(readFileSync(summary, 'utf8')) as TestSummary
    return `${said}\n${passed} passed, ${failed} failed`
  },
  'npm run types': (folder) =>
    run([bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '--allowJs', ...SOURCES], { cwd: folder }),
  async 'npm pack'(folder) {
    const compiled = ['-p', 'tsconfig.build.json', ...SOURCES]
    await run([bin('typescript/bin/tsc'), ...compiled], { cwd: folder })
    return run(['pack', '--ignore-scripts'], { program: 'npm', cwd: folder })
  },
}

/** The checkout's packages have their types in their sources. */
const SOURCES = ['--customConditions', 'preau-src', '--types', 'node,vite/client']

function bin(path: string): string {
  return join(ROOT, 'node_modules', path)
}

/** The arguments of a command, those between quotation marks whole. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

interface Running {
  cwd: string
  /** @default Node */
  program?: string
  env?: Record<string, string>
}

/** Runs a program; answers what it wrote. @throws with that when it fails */
function run(args: string[], { cwd, program = process.execPath, env }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (said += part))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said))))
  })
}
