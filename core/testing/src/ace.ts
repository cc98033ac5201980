import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { FROM_SOURCES } from '../../tooling/src/processes.ts'
import type { TestDatabase } from './postgres.ts'

const SERVER = join(import.meta.dirname, '../../server')

/** How a command of the application ended, and what it wrote. */
export interface AceRun {
  code: number
  out: string
  err: string
}

/** Runs one command of the application as an operator does, on a test's database; built, or from its sources. */
export async function runAce(
  database: TestDatabase,
  args: string[],
  env: Record<string, string> = {},
  { sources }: { sources: boolean } = { sources: false }
): Promise<AceRun> {
  const program = sources
    ? [...FROM_SOURCES, 'bin/ace.ts']
    : ['--enable-source-maps', 'dist/bin/ace.js']
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: SERVER,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PREAU_INSTALLED: process.env['PREAU_INSTALLED'],
      NODE_ENV: 'test',
      NO_COLOR: '1',
      HOST: '127.0.0.1',
      PORT: '0',
      APP_KEY: database.appKey,
      DATABASE_URL: database.adminUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
      DATABASE_CORE_URL: database.coreUrl,
      DATABASE_QUEUE_URL: database.queueUrl,
      FILES_DIR: database.filesDir,
      ...env,
    },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (part) => (out += part))
  child.stderr.on('data', (part) => (err += part))
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
  return { code, out, err }
}
