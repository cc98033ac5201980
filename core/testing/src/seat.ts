import type { Page, Request } from 'playwright-core'
import type { Playground } from './playground.ts'

const PATIENCE = 30_000
export const WIDE = { width: 1280, height: 800 }
export const NARROW = { width: 320, height: 640 }

/** What each page has asked and not been answered yet. */
const underWay = new WeakMap<Page, Set<Request>>()

/** Somebody before a screen. */
export interface Seat {
  page: Page
  /** What went wrong without anybody clicking on it: errors of the console, requests to another host. */
  complaints: string[]
  /** Goes to an address of the site and waits until the page has said what it has to say. */
  open(path: string): Promise<void>
  leave(): Promise<void>
}

/** Who sits down, and how he likes his screen. */
export interface Sitting {
  /** Identifier of somebody to be signed in already; nobody when absent. */
  as?: string
  viewport?: { width: number; height: number }
  locale?: string
}

/** Gives somebody a browser of his own, watched. @throws when the sign-in is refused */
export async function sit(
  { browser, url }: Pick<Playground, 'browser' | 'url'>,
  { as, viewport = WIDE, locale = 'fr-FR' }: Sitting = {}
): Promise<Seat> {
  const context = await browser.newContext({ locale, viewport, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE)
  if (as !== undefined) {
    const data = { identifier: as, password: 'preau-demo' }
    const answer = await context.request.post(`${url}/api/session`, { data })
    if (!answer.ok()) throw new Error(`${as} could not sign in: ${await answer.text()}`)
  }
  const page = await context.newPage()
  const complaints = watch(page, url)
  return {
    page,
    complaints,
    async open(path) {
      await page.goto(url + path)
      await settled(page)
    },
    leave: () => context.close(),
  }
}

function watch(page: Page, url: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  const asked = new Set<Request>()
  underWay.set(page, asked)
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  page.on('request', (request) => {
    // a stream of events never ends
    if (request.resourceType() !== 'eventsource') asked.add(request)
    const address = request.url()
    if (!address.startsWith(`${url}/`) && !address.startsWith('data:'))
      complaints.push(`asks another host: ${address}`)
  })
  return complaints
}

/** Waits for the page's title, and until nothing is asked of the host any more and nothing is said to be loading. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await quiet(page)
}

/** Waits until nothing is asked of the host any more and nothing is said to be loading. */
export async function quiet(page: Page): Promise<void> {
  do await painted(page)
  while (underWay.get(page)?.size || (await page.locator('.animate-pulse').count()))
}

/** Waits until what has changed is on the screen. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'
  )
}

/** The id of somebody's authority. @throws when he is officer of none */
export async function authorityOf({ page }: Seat, { url }: Playground): Promise<string> {
  const answer = await page.request.get(`${url}/api/me`)
  const [authority] = ((await answer.json()) as { authorities: { id: string }[] }).authorities
  if (!authority) throw new Error('officer of no authority')
  return authority.id
}
