import { mailLeaves } from '#config/mail'
import { coreQuery } from '#app/core_query'
import { enqueueAll } from '#app/outbox/enqueue'
import type { CoreRun } from '#app/jobs/core_jobs'
import { sending } from './make_mails.ts'
import { send } from './mailer.ts'
import { writeMail, type Claimed, type Written } from './write_mail.ts'

/** After which a claim is taken for that of a process that died: longer than a mail server is waited for. */
const STALE = '2 minutes'
/** Minutes before each new try, of a server that does not answer as of one mail: about a day in all. */
const WAITS = [1, 2, 5, 10, 20, 40, 60, 120, 240, 480, 480]
const LONGEST_FAILURE = 200

/** The mail server could not be reached, or takes nothing now. */
class NotNowError extends Error {}

/**
 * Sends what waits in a school, one after the other. Each is claimed before, and marked after, it leaves:
 * one marked sent is never sent again. A process that dies between the two leaves a claim that grows
 * stale; the mail then leaves once more, under the same Message-ID.
 */
export async function sendMails(run: CoreRun): Promise<void> {
  const { schoolId, signal } = run
  try {
    for (let mail = await claim(schoolId); mail; mail = await claim(schoolId)) {
      await deliver(mail, schoolId)
      signal.throwIfAborted()
    }
  } catch (error) {
    if (!(error instanceof NotNowError)) throw error
    return tryLater(run, error)
  }
  const next = await nextTry(schoolId)
  await run.finish(async (trx) => {
    if (next) await enqueueAll([sending(schoolId, { dueAt: next, dedupeKey: 'again' })], trx)
  })
}

const MINE = (schoolId: string | null) =>
  schoolId === null ? 'school_id is null' : 'school_id = ?'
const valuesOf = (schoolId: string | null) => (schoolId === null ? [] : [schoolId])

async function claim(schoolId: string | null): Promise<Claimed | undefined> {
  const [mail] = await coreQuery<Claimed>(
    `update core.mails set state = 'sending', claimed_at = now(), attempts = attempts + 1 where id = (
       select id from core.mails where ${MINE(schoolId)} and ((state = 'waiting' and (retry_at is null or retry_at <= now()))
         or (state = 'sending' and claimed_at < now() - interval '${STALE}'))
       order by id limit 1 for update skip locked)
     returning id, kind, account_id, member_id, recipient, attempts`,
    valuesOf(schoolId)
  )
  return mail
}

/** When the first of what is left may be tried: put off, or claimed by somebody who may have died. */
async function nextTry(schoolId: string | null): Promise<Date | null> {
  const [row] = await coreQuery<{ at: Date | null }>(
    `select min(case state when 'waiting' then coalesce(retry_at, now()) else claimed_at + interval '${STALE}' end) as at
     from core.mails where ${MINE(schoolId)} and state in ('waiting', 'sending')`,
    valuesOf(schoolId)
  )
  return row?.at ?? null
}

async function deliver(mail: Claimed, schoolId: string | null): Promise<void> {
  const written = await writeMail(mail, schoolId)
  if (!written) return end(mail.id, 'dropped')
  if (!mailLeaves) return keep(mail.id, written)
  try {
    await send(mail.id, written)
  } catch (error) {
    return notSent(mail, error)
  }
  await end(mail.id, 'sent')
}

/** A mail that is refused fails; one that is put off waits; a server that is not there stops the run. */
async function notSent({ id, attempts }: Claimed, error: unknown): Promise<void> {
  const reason = reasonOf(error)
  const ofMail = isOfMail(error)
  const minutes = ofMail ? WAITS[attempts - 1] : 0
  if (minutes === undefined || (ofMail && codeOf(error) >= FOR_GOOD))
    return end(id, 'failed', reason)
  await coreQuery(
    `update core.mails set state = 'waiting', failure = ?, retry_at = now() + ?::interval,
       attempts = attempts - ? where id = ?`,
    [reason, `${minutes} minutes`, ofMail ? 0 : 1, id]
  )
  if (!ofMail) throw new NotNowError(reason, { cause: error })
}

/** SMTP's codes from here on are refusals for good; those below, for now. */
const FOR_GOOD = 500
/** « Service not available »: said of the server, whenever it comes. */
const NOT_AVAILABLE = 421

function codeOf(error: unknown): number {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
  return typeof code === 'number' ? code : 0
}

/** Whether what went wrong is this address or this message, and not the server. */
function isOfMail(error: unknown): boolean {
  const of = error instanceof Error && 'code' in error ? error.code : undefined
  const code = codeOf(error)
  return code > 0 && code !== NOT_AVAILABLE && (of === 'EENVELOPE' || of === 'EMESSAGE')
}

/** The server's own code, never its words: they often repeat the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const parts = [
    'code' in error ? String(error.code) : error.name,
    'responseCode' in error && error.responseCode ? String(error.responseCode) : '',
  ]
  return parts.filter(Boolean).join(' ').slice(0, LONGEST_FAILURE)
}

async function end(
  id: string,
  state: 'sent' | 'failed' | 'dropped',
  failure: string | null = null
) {
  await coreQuery(
    `update core.mails set state = ?, failure = ?, ended_at = now(), recipient = null where id = ?`,
    [state, failure, id]
  )
}

async function keep(id: string, { recipient, subject, body, html }: Written) {
  await coreQuery(
    `update core.mails set state = 'kept', ended_at = now(), recipient = ?, subject = ?, body = ?, html = ? where id = ?`,
    [recipient, subject, body, html, id]
  )
}

/** Leaves the mails waiting and comes back, ever less often. @throws when a day has passed: somebody should look */
async function tryLater(run: CoreRun, error: NotNowError): Promise<void> {
  const turn = typeof run.payload['turn'] === 'number' ? run.payload['turn'] : 0
  const minutes = WAITS[turn]
  if (minutes === undefined) throw error
  run.logger.warn({ err: error, minutes }, 'mails wait: the mail server does not take them now')
  await run.finish((trx) => {
    const dueAt = new Date(Date.now() + minutes * 60_000)
    return enqueueAll([sending(run.schoolId, { dueAt, payload: { turn: turn + 1 } })], trx)
  })
}
