import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { startHost, type TestHost } from './host.ts'
import { cloneDatabase, type TestDatabase } from './postgres.ts'
import { signedIn } from './visitor.ts'

const run = promisify(execFile)
const SERVER = join(import.meta.dirname, '../../server')

/** The demonstration, served to one browser. */
export interface Playground {
  /** Address of the host. */
  url: string
  browser: Browser
  database: TestDatabase
  /** Switches a module on or off in a school, as its head would; already so, nothing happens. */
  switchModule(uai: string, plugin: string, on: boolean): Promise<void>
}

/** The schools of the demonstration, with who heads them. */
export const COLLEGE = { uai: '0990001N', name: 'Collège du Préau', head: 'odile.lambert' } as const
export const LYCEE = { uai: '0990003R', name: 'Lycée de la Halle', head: 'anais.lemaitre' } as const

interface Opened extends Playground {
  close(): Promise<void>
}

let opened: Promise<Opened> | undefined

/** The playground of this process: opened by whoever asks first, shared by all the browser tests. */
export function playground(): Promise<Playground> {
  opened ??= openPlayground()
  return opened
}

/** Closes what was opened; nothing happens where nothing was. */
export async function closePlayground(): Promise<void> {
  const open = await opened?.catch(() => undefined)
  opened = undefined
  await open?.close()
}

async function openPlayground(): Promise<Opened> {
  const [database, browser] = await Promise.all([seededDatabase(), launchBrowser()])
  const host = await startHost(database, { PREAU_DEMO: '1' })
  return {
    url: host.url,
    browser,
    database,
    switchModule: (uai, plugin, on) => switchModule(host, { uai, plugin, on }),
    async close() {
      await browser.close()
      await host.stop()
      await database.drop()
    },
  }
}

async function seededDatabase(): Promise<TestDatabase> {
  const database = await cloneDatabase()
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    APP_KEY: database.appKey,
    DATABASE_URL: database.adminUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_CORE_URL: database.coreUrl,
    PREAU_DEMO: '1',
  }
  await run(process.execPath, ['dist/bin/ace.js', 'demo:seed'], { cwd: SERVER, env })
  return database
}

interface Switching {
  uai: string
  plugin: string
  on: boolean
}

async function switchModule({ url }: TestHost, { uai, plugin, on }: Switching) {
  const head = await signedIn(url, uai === COLLEGE.uai ? COLLEGE.head : LYCEE.head)
  const { status, body } = await head.put(`/api/schools/${uai}/plugins/${plugin}`, { on })
  if (status !== 200) throw new Error(`${plugin} could not be switched: ${JSON.stringify(body)}`)
}
