import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROFILES, type Profile } from '@preau/kit'
import { violations } from '../../axe.ts'
import { findBrowser, launchBrowser } from '../../browser.ts'
import { sit, type Seat } from '../../seat.ts'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { addressOf, idsOf } from './routes.ts'

/** The pages that were built last, with the plugins that are in. */
const BUILT = join(import.meta.dirname, '../../../../../admin/app/dist/plugins.json')

/** Each page opens, says nothing in the console, and axe finds nothing on it. */
export const pages: Check = {
  code: 'pages',
  title: 'each page opens in a browser without an error of the console or a violation of axe',
  async cannot({ manifest, id }) {
    if (!Object.keys(manifest.pages ?? {}).length) return undefined
    if (process.env['PREAU_TEST_PAGES'] !== '1') return 'the pages were not built in this run'
    const browser = await findBrowser()
    if ('missing' in browser) return browser.missing
    const built = existsSync(BUILT) ? readFileSync(BUILT, 'utf8') : ''
    return built.includes(`"${id}"`) ? undefined : `the pages of « ${id} » are not built in`
  },
  async run(bench) {
    const { pages: declared = {} } = bench.manifest
    if (!Object.keys(declared).length) return []
    await bench.ready()
    const browser = await launchBrowser()
    const found: Finding[] = []
    try {
      for (const [name, page] of Object.entries(declared)) {
        const { identifier } = bench.sides[0].people[readerOf(bench, page.permission)]
        const seat = await sit({ browser, url: bench.host.url }, { as: identifier })
        found.push(...(await look(bench, seat, name)))
        await seat.leave()
      }
    } finally {
      await browser.close()
    }
    return found
  },
}

/** Who opens a page: the first profile that may. */
function readerOf({ manifest }: Bench, permission: string | undefined): Profile {
  const granted = permission ? manifest.permissions[permission]?.grantedTo : manifest.audience
  return PROFILES.find((profile) => granted?.includes(profile)) ?? 'head'
}

async function look(bench: Bench, seat: Seat, name: string): Promise<Finding[]> {
  const page = bench.manifest.pages![name]!
  const subject = page.permission && bench.manifest.permissions[page.permission]?.subject
  const [id = ''] = /:\w+(?!\?)\b(?!\?)/.test(page.path)
    ? await idsOf(bench, bench.sides[0], subject)
    : []
  const path = ['', 'e', bench.sides[0].school.uai, bench.id, addressOf(page.path, id)]
  const opened = await seat.open(path.filter((part, at) => part || !at).join('/')).then(
    () => undefined,
    (error: Error) => error.message.split('\n')[0]!
  )
  const complaints = opened ? [opened, ...seat.complaints] : seat.complaints
  return [
    ...complaints.map((complaint) => ({
      what: `the page « ${name} » complains: ${complaint}`,
      remedy: `open it in « npm run dev » with the browser's console, and correct what it says`,
    })),
    ...(opened ? [] : await violations(seat.page)).map((violation) => ({
      what: `axe finds on the page « ${name} »: ${violation}`,
      remedy: 'use the parts of @preau/ui, which are labelled; axe names its rule, documented at dequeuniversity.com',
    })),
  ]
}
