import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { coreQuery } from '#app/core_query'
import { say, type Locale } from '#app/locales'
import type { Profile } from '@preau/kit'
import { sentenceOf, wordsOf, type MailParts, type Said, type Words } from './mail_words.ts'

/** A mail that somebody has claimed to send. */
export interface Claimed {
  id: string
  kind: MailParts['kind']
  account_id: string
  member_id: string | null
  /** Where it goes, when it is not to the account's address. */
  recipient: string | null
  attempts: number
}

/** A mail and where it goes. */
export interface Written extends Words {
  recipient: string
}

/** Notices of one digest that are written out; the others are counted. */
const MOST_LINES = 30

interface Reader {
  email: string | null
  locale: Locale | null
  school_locale: Locale | null
  school: string | null
  profiles: Profile[] | null
  gone: boolean
}

/** Writes a mail as its reader's language and what is still there ask; undefined when nothing is left to say. */
export async function writeMail(
  mail: Claimed,
  schoolId: string | null
): Promise<Written | undefined> {
  const reader = await readReader(mail, schoolId)
  const recipient = mail.recipient ?? reader?.email
  if (!reader || reader.gone || !recipient) return undefined
  const locale = reader.locale ?? reader.school_locale ?? 'fr'
  const place = reader.school ?? say('core', locale, 'name')
  if (mail.kind === 'address' || schoolId === null)
    return { recipient, ...wordsOf({ kind: 'address', locale, place, sentences: [], more: 0 }) }
  const notices = await readNotices(mail, schoolId, reader.profiles ?? [])
  if (!notices.length) return undefined
  const sentences = notices.slice(0, MOST_LINES).map((notice) => sentenceOf(notice, locale))
  const more = notices.length - sentences.length
  return { recipient, ...wordsOf({ kind: mail.kind, locale, place, sentences, more }) }
}

async function readReader({ account_id, member_id }: Claimed, schoolId: string | null) {
  const [reader] = await coreQuery<Reader>(
    `select a.email, a.locale, s.locale as school_locale, s.name as school, m.profiles,
       a.closed_at is not null or m.ended_at is not null as gone
     from core.accounts a
     left join core.members m on m.school_id = ? and m.id = ? and m.account_id = a.id
     left join core.schools s on s.id = m.school_id
     where a.id = ?`,
    [schoolId, member_id, account_id]
  )
  return reader
}

/** What the mail is about and still stands: not withdrawn, of modules open to this reader. */
async function readNotices(
  { id }: Claimed,
  schoolId: string,
  profiles: readonly Profile[]
): Promise<Said[]> {
  const notices = await coreQuery<Said>(
    `select x.plugin, x.kind, x.words from core.notifications n
     join core.notices x on x.school_id = n.school_id and x.id = n.notice_id
     where n.school_id = ? and n.mail_id = ? order by x.urgent desc, n.visible_at, x.id`,
    [schoolId, id]
  )
  const { modules } = await activationsOf(schoolId)
  const asker = { profiles, write: false, now: new Date() }
  return notices.filter(({ plugin }) => isOpenTo(modules.get(plugin), asker))
}
