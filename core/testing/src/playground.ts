import type { Browser } from 'playwright-core'
import { runAce } from './ace.ts'
import { launchBrowser } from './browser.ts'
import { startHost, type TestHost } from './host.ts'
import { cloneDatabase, type TestDatabase } from './postgres.ts'
import { signedIn } from './visitor.ts'

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
  const { code, out, err } = await runAce(database, ['demo:seed'], { PREAU_DEMO: '1' })
  if (code !== 0) throw new Error(out + err)
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
