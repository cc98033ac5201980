import { PluginError } from '@preau/kit/server'
import { copiesOf } from '../desk/copies.ts'
import { idOf, notFound, rowsOf, type CdiContext } from '../scope.ts'
import { readIso2709 } from '../unimarc/iso2709_read.ts'
import type { UnimarcRecord } from '../unimarc/record.ts'
import { compose, type ShortForm } from './compose.ts'
import { isbn13 } from './isbn.ts'
import { addRecords, knownKeys, replaceRecord, type Origin } from './store.ts'
import { search, suggest } from './search.ts'
import type { Support } from './support.ts'
import { recordBody, searchQuery, suggestQuery } from './validators.ts'

type Body = Awaited<ReturnType<typeof recordBody.validate>>

interface Stored {
  id: string
  title: string
  subtitle: string
  responsibility: string
  authors: string[]
  publisher: string
  year: number | null
  collection: string
  extent: string
  language: string
  summary: string
  subjects: string[]
  classification: string
  support: Support
  level: string
  isbn: string | null
  url: string | null
  marc: Buffer
  origin: Origin
}

/** Translates HTTP for the records. */
export default class RecordsController {
  async index({ request }: CdiContext) {
    const { q = '', page = 1, free, ...by } = await searchQuery.validate(request.qs())
    const narrowed = Object.entries({
      s: by.support,
      a: by.author,
      y: by.year,
      l: by.level,
      p: by.place,
    })
    const facets = narrowed.flatMap(([letter, value]) => (value ? [`${letter}:${value}`] : []))
    return search({ text: q, facets, free: free === '1', page })
  }

  /** What is being typed may be. */
  async suggestions({ request }: CdiContext) {
    const { q = '' } = await suggestQuery.validate(request.qs())
    return { data: await suggest(q) }
  }

  async show(ctx: CdiContext) {
    const id = idOf(ctx, 'record')
    const record: Partial<Stored> = await stored(id)
    delete record.marc
    delete record.origin
    return { ...record, ...(await copiesOf(ctx.scope, id)) }
  }

  /** The whole record, field by field, for who catalogues. */
  async fields(ctx: CdiContext) {
    const { marc } = await stored(idOf(ctx, 'record'))
    return recordIn(marc)
  }

  async store(ctx: CdiContext) {
    const form = formOf(await ctx.request.validateUsing(recordBody))
    await refuseDouble(form)
    const record = compose(form, ctx.scope.clock.now())
    const [id] = await addRecords([{ record, origin: 'form' }])
    ctx.response.status(201)
    return { id }
  }

  async update(ctx: CdiContext) {
    const id = idOf(ctx, 'record')
    const form = formOf(await ctx.request.validateUsing(recordBody))
    const before = await stored(id, true)
    const record = compose(form, ctx.scope.clock.now(), recordIn(before.marc))
    await replaceRecord(id, { record, origin: before.origin })
    return { id }
  }

  /** A record without copies goes, with its place in lists. @throws E_CDI_COPIES (409) */
  async destroy(ctx: CdiContext) {
    const id = idOf(ctx, 'record')
    await stored(id, true)
    const [copy] = await rowsOf('select from copies where record_id = ? limit 1', [id])
    if (copy) throw new PluginError('E_CDI_COPIES', 409, 'the record has copies')
    await rowsOf('delete from records where id = ?', [id])
    return ctx.response.noContent()
  }
}

async function stored(id: string, lock = false): Promise<Stored> {
  const [record] = await rowsOf<Stored>(
    `select id, title, subtitle, responsibility, authors, publisher, year, collection, extent, language, summary, subjects,
       classification, support, level, isbn, url, marc, origin from records where id = ?${lock ? ' for update' : ''}`,
    [id]
  )
  if (!record) throw notFound()
  return record
}

/** The record that the database keeps, as it came. */
export function recordIn(marc: Buffer): UnimarcRecord {
  const [reading] = readIso2709(marc, 'utf-8')
  if (!reading?.record) throw new Error('a record that is kept cannot be read')
  return reading.record
}

/** @throws E_CDI_ISBN (422) when its check digit is wrong */
function formOf(body: Body): ShortForm {
  const isbn = body.isbn ? isbn13(body.isbn) : null
  if (isbn === undefined) throw new PluginError('E_CDI_ISBN', 422, 'the check digit is wrong')
  return {
    ...{ title: body.title, subtitle: body.subtitle ?? '', authors: body.authors ?? [] },
    ...{ publisher: body.publisher ?? '', year: body.year ?? null, isbn },
    ...{ collection: body.collection ?? '', extent: body.extent ?? '' },
    ...{ summary: body.summary ?? '', subjects: body.subjects ?? [] },
    ...{ classification: body.classification ?? '', support: body.support },
    ...{ level: body.level ?? '', language: body.language ?? 'fre' },
  }
}

/** @throws E_CDI_KNOWN (409) when the school has a record of that ISBN */
async function refuseDouble({ isbn }: ShortForm): Promise<void> {
  if (isbn && (await knownKeys([`ean:${isbn}`])).size)
    throw new PluginError('E_CDI_KNOWN', 409, 'the school has a record of this ISBN')
}
