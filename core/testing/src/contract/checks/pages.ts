import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { PROFILES } from '@preau/kit'
import { violations } from '../../axe.ts'
import { findBrowser, launchBrowser } from '../../browser.ts'
import { sit, type Seat } from '../../seat.ts'
import type { Bench } from '../bench.ts'
import { holdsShares } from '../catalogue.ts'
import type { Check, Finding } from '../check.ts'
import { addressOf, idsOf } from './routes.ts'

/** The pages that were built last, with the plugins that are in. */
const BUILT = join(import.meta.dirname, '../../../../../admin/app/dist/plugins.json')
/** Readers and rows that are tried for one page. */
const MOST_VISITS = 6

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
      for (const name of Object.keys(declared)) found.push(...(await open(bench, browser, name)))
    } finally {
      await browser.close()
    }
    return found
  },
}

/** What is wrong with a page; one that shows a row is wrong when it is for every reader and row that are tried. */
async function open(bench: Bench, browser: Browser, name: string): Promise<Finding[]> {
  let found: Finding[] = []
  for (const { identifier, path } of await visitsOf(bench, name)) {
    const seat = await sit({ browser, url: bench.host.url }, { as: identifier })
    found = await look(seat, name, path)
    await seat.leave()
    if (!found.length) return []
  }
  return found
}

interface Visit {
  identifier: string
  path: string
}

/** Who opens a page, and where: whoever may, first; for a page of a row, those whom rows name too. */
async function visitsOf(bench: Bench, name: string): Promise<Visit[]> {
  const { manifest, sides, id } = bench
  const [{ school, people, named }] = sides
  const { path, permission } = manifest.pages![name]!
  const granted = permission ? manifest.permissions[permission]?.grantedTo : manifest.audience
  const readers = PROFILES.filter((one) => granted?.includes(one)).map((one) => people[one])
  const at = (row: string) =>
    ['', 'e', school.uai, id, addressOf(path, row)]
      .filter((part, index) => part || !index)
      .join('/')
  if (!/:\w+(?![\w?])/.test(path))
    return readers.slice(0, 1).map(({ identifier }) => ({ identifier, path: at('') }))
  const subject = permission && manifest.permissions[permission]?.subject
  const rows = await idsOf(bench, sides[0], subject)
  const who = [named[0], named[1], readers[0]!]
  const own = who.flatMap(({ identifier }) => rows.map((row) => ({ identifier, row })))
  return [...(await sharedRows(bench)), ...own]
    .map(({ identifier, row }) => ({ identifier, path: at(row) }))
    .slice(0, MOST_VISITS)
}

/** Rows of persons, each with somebody of the school with whom it is shared. */
async function sharedRows({ host, schema, tables, sides: [{ school }] }: Bench) {
  const found: { row: string; identifier: string }[] = []
  for (const { name } of tables.filter(holdsShares))
    found.push(
      ...(await host.sql<{ row: string; identifier: string }>(
        `select s.object_id as row, a.identifier from ${schema}."${name}" s
         join core.members m on m.school_id = s.school_id and m.id = s.to_member
         join core.accounts a on a.id = m.account_id
         where s.school_id = $1 and s.ended_at is null order by s.id limit 2`,
        [school.id]
      ))
    )
  return found
}

async function look(seat: Seat, name: string, path: string): Promise<Finding[]> {
  const opened = await seat.open(path).then(
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
      remedy:
        'use the parts of @preau/ui, which are labelled; axe names its rule, documented at dequeuniversity.com',
    })),
  ]
}
