import type { Place } from './feed_error.ts'
import type { Category } from './feed_files.ts'
import { identifierSlug, personName } from './names.ts'
import type { ReportBuilder } from './report.ts'
import type { FeedRequest } from './request_parser.ts'
import type { Staging } from './staging.ts'
import { isKey, isoDate, parts } from './values.ts'

/** One record of a feed with all that its staging needs. */
export interface RecordContext {
  request: FeedRequest
  category: Category
  /** The record's number in the feed: everything staged from it carries it. */
  seq: number
  /** The record's identifier, once checked. */
  key: string
  place: Place
  /** yyyy-mm-dd: the day for which the feed speaks. */
  generatedOn: string
  /** Labels of subjects by code. */
  subjects: Map<string, string>
  staging: Staging
  report: ReportBuilder
}

/** How a record's own category is written inside each category's files. */
const CATEGORY_OF: Record<Category, string> = {
  EtabEducNat: 'EtabEducNat',
  MatiereEducNat: 'MatEducNat',
  MefEducNat: 'MefEducNat',
  PersEducNat: 'PersEducNat',
  PersRelEleve: 'PersRelEleve',
  Eleve: 'Eleve',
}

const JOINTURE: Record<Category, string> = {
  EtabEducNat: 'ENTStructureJointure',
  MatiereEducNat: 'ENTMatJointure',
  MefEducNat: 'ENTMefJointure',
  PersEducNat: 'ENTPersonJointure',
  PersRelEleve: 'ENTPersonJointure',
  Eleve: 'ENTPersonJointure',
}

const NAME_LENGTH = 120
const MAIL_LENGTH = 254
const MAIL = /^[^\s@<>\p{Cc}]+@[^\s@<>\p{Cc}]+\.[^\s@<>\p{Cc}]+$/u

/** The first value of an attribute, or ''. */
export function first(request: FeedRequest, name: string): string {
  return request.values.get(name)?.[0] ?? ''
}

/** All values of an attribute. */
export function all(request: FeedRequest, name: string): readonly string[] {
  return request.values.get(name) ?? []
}

/** Values joined by `$`, split; those with fewer parts than `least` are noted and left out. */
export function splitAll(context: RecordContext, name: string, least: number): string[][] {
  return all(context.request, name).flatMap((value) => {
    const split = parts(value)
    if (split.length >= least && split.slice(0, least).every(Boolean)) return [split]
    context.report.note('value', 'E_AAF_VALUE', context.place, name)
    return []
  })
}

/** Notes what the format does not know, and refuses a record that is not what its file holds or has no identifier. */
export function accept(context: RecordContext): boolean {
  const { request, report, category, place } = context
  if (!request.id) place.person = unnamed(request)
  for (const { name, line } of request.unknown)
    report.note('value', 'E_AAF_UNKNOWN_ATTRIBUTE', { ...place, line }, name.slice(0, 80))
  const jointure = first(request, JOINTURE[category])
  const refuse = (code: Parameters<ReportBuilder['note']>[1], detail = '') => {
    report.note('record', code, place, detail)
    return false
  }
  if (request.category !== CATEGORY_OF[category])
    return refuse('E_AAF_CATEGORY', request.category.slice(0, 80))
  if (!request.id) return refuse('E_AAF_NO_ID')
  if (!isKey(request.id)) return refuse('E_AAF_ID')
  if (jointure && jointure !== request.id)
    return refuse('E_AAF_ID_MISMATCH', `${request.id}, ${jointure.slice(0, 64)}`)
  return true
}

function unnamed(request: FeedRequest): string {
  const name = [first(request, 'givenName'), first(request, 'sn')].join(' ').trim()
  return (name || first(request, 'ENTStructureUAI')).slice(0, NAME_LENGTH)
}

/** Stages who a person is; false when the feed does not name him. The date of birth is checked, and forgotten. */
export function stagePerson(context: RecordContext): boolean {
  const { request, report, place } = context
  const givenName = personName(first(request, 'givenName')).slice(0, NAME_LENGTH)
  const familyName = personName(first(request, 'sn')).slice(0, NAME_LENGTH)
  if (!givenName || !familyName) {
    report.note('record', 'E_AAF_NO_NAME', place)
    return false
  }
  const born = first(request, 'ENTPersonDateNaissance')
  if (born && !isoDate(born)) report.note('value', 'E_AAF_DATE', place, 'ENTPersonDateNaissance')
  context.staging.add('people', {
    seq: context.seq,
    file: place.file ?? '',
    line: request.line,
    category: context.category,
    key: context.key,
    given_name: givenName,
    family_name: familyName,
    slug: identifierSlug(givenName, familyName),
    mail: mailOf(context),
  })
  return true
}

/** The person's address, or '' when the feed has none that can be written to. */
function mailOf({ request, report, place }: RecordContext): string {
  const mail = first(request, 'mail').trim()
  if (!mail || (mail.length <= MAIL_LENGTH && MAIL.test(mail))) return mail
  report.note('value', 'E_AAF_VALUE', place, 'mail')
  return ''
}
