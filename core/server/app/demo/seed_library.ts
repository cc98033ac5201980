import db from '@adonisjs/lucid/services/db'
import type { Scope } from '@preau/kit/server'
import { loadedPlugin, type LoadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import { schoolById } from '#app/privacy/schools'
import { FICTION, IDEAS, TALES, THEATRE } from './library_books.ts'

/** Shelves: what stands there, where, and what call numbers begin with. */
const SHELVES = [
  { works: FICTION, place: 'Fiction', call: 'R', level: 'd' },
  { works: THEATRE, place: 'Théâtre', call: 'T', level: 'e' },
  { works: TALES, place: 'Contes et poésie', call: 'C', level: 'd' },
  { works: IDEAS, place: 'Documentaires', call: '100', level: 'e' },
] as const

/** Who has what, and since how many days: two are late. */
const LOANS = [
  { family: 'BENALI', barcode: 'C000001', days: 5 },
  { family: 'MARCHAND', barcode: 'C000009', days: 30 },
  { family: 'LE GOFF', barcode: 'C000013', days: 25 },
] as const
const LOAN_DAYS = 21
const DAY = 86_400_000

/** A small library, its cards and a few loans, in a school where the module is on and has no records yet. */
export async function seedLibrary(schoolId: string): Promise<void> {
  const plugin = loadedPlugin('cdi')
  const school = await schoolById(schoolId)
  if (!plugin || !school) return
  const entry = { plugin, school, signal: new AbortController().signal, gated: true }
  await withSystemScope(entry, async (scope) => {
    if (await db.from('records').first()) return
    await catalogueOf(plugin, scope).add(Buffer.from(marcXml()))
    await giveCards()
    for (const loan of LOANS) await lend(loan)
    await recommend()
  })
}

interface Catalogue {
  add(file: Buffer): Promise<string[]>
}

function catalogueOf({ server }: LoadedPlugin, scope: Scope): Catalogue {
  const services = server.services?.(scope) as Record<string, Catalogue> | undefined
  const catalogue = services?.['cdi.catalogue/v1']
  if (!catalogue) throw new Error('the module « cdi » offers no catalogue')
  return catalogue
}

/** The books as records in MARCXML (UNIMARC), with their copies (995). */
function marcXml(): string {
  let copy = 0
  const records = SHELVES.flatMap(({ works, place, call, level }) =>
    works.map(([title, author, year, subjects, copies = 1]) => {
      const [name = '', given = ''] = author.split(', ')
      const number = `${call} ${name
        .replace(/[^\p{L}]/gu, '')
        .slice(0, 3)
        .toUpperCase()}`
      const held = Array.from({ length: copies }, () => {
        const barcode = `C${String(++copy).padStart(6, '0')}`
        return field('995', { b: place, f: barcode, k: number })
      })
      const general = `20261123d${year}    ${level}  y0frey50      ba`
      return [
        '<record><leader>00000nam  2200000   450 </leader>',
        field('100', { a: general }),
        field('101', { a: 'fre' }),
        field('200', { a: title, f: [given, name].filter(Boolean).join(' ') }),
        ...subjects.split(', ').map((subject) => field('610', { a: subject })),
        field('700', { a: name, b: given, 4: '070' }),
        ...held,
        '</record>',
      ].join('')
    })
  )
  return `<collection xmlns="http://www.loc.gov/MARC21/slim">${records.join('\n')}</collection>`
}

function field(tag: string, subfields: Record<string, string>): string {
  const filled = Object.entries(subfields).filter(([, value]) => value)
  const inside = filled.map(([code, value]) => `<subfield code="${code}">${value}</subfield>`)
  return `<datafield tag="${tag}" ind1=" " ind2=" ">${inside.join('')}</datafield>`
}

/** A card for each pupil, in order of names. */
function giveCards() {
  return db.rawQuery(
    `insert into cards (member_id, code)
     select id, 'L' || lpad((row_number() over (order by family_name, given_name, id))::text, 6, '0')
     from core_api.members where profile = 'student'`
  )
}

async function lend({ family, barcode, days }: (typeof LOANS)[number]): Promise<void> {
  const at = new Date(Date.now() - days * DAY)
  const due = new Date(at.getTime() + LOAN_DAYS * DAY).toISOString().slice(0, 10)
  await db.rawQuery(
    `insert into loans (copy_id, member_id, lent_at, due_on)
     select c.id, m.id, ?, ? from copies c, core_api.members m
     where c.barcode = ? and m.profile = 'student' and upper(m.family_name) = ? order by m.given_name, m.id limit 1`,
    [at, due, barcode, family]
  )
  await db.rawQuery(
    `update entries e set free = exists (select from copies c where c.record_id = e.id
       and not exists (select from loans l where l.copy_id = c.id and l.returned_at is null))`
  )
}

/** A reading list of the librarian's for a class. */
async function recommend(): Promise<void> {
  const { rows } = await db.rawQuery<{ rows: { id: string }[] }>(
    `insert into lists (title, note, author_id)
     select ?, ?, m.id from core_api.members m where m.profile = 'librarian' order by m.id limit 1 returning id`,
    ['Aventures en mer', 'Cinq livres pour prendre le large avant les vacances.']
  )
  const [list] = rows
  if (!list) return
  await db.rawQuery(
    `insert into list_audiences (list_id, group_id) select ?, id from core_api.groups where name = '5A'`,
    [list.id]
  )
  await db.rawQuery(
    `insert into list_items (list_id, record_id, position)
     select ?, id, row_number() over (order by id) from records where 'mer' = any (subjects) or 'île' = any (subjects) or 'pirate' = any (subjects)`,
    [list.id]
  )
}
