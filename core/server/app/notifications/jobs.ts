import { coreQuery } from '#app/core_query'
import { registerCoreJob, type CoreRun } from '#app/jobs/core_jobs'
import { announce } from './announce.ts'
import { fanOut, type Telling } from './fan_out.ts'
import { makeMails, openPlugins } from './make_mails.ts'
import { sendMails } from './send_mails.ts'

/** Seconds that one run may send mails; what is left another takes up. */
const SENDING = 600
/** How long notices, and the traces of mails, are kept. */
const KEPT = { notices: '1 year', mails: '90 days' }

/** Declares the core's work of telling people: every process knows it, the workers do it. */
export function registerNotificationJobs(): void {
  registerCoreJob({ name: 'notify', queue: 'interactive', run: notify })
  registerCoreJob({ name: 'notify-later', queue: 'interactive', attempts: 1, run: notifyLater })
  registerCoreJob({ name: 'make-mails', queue: 'mail', run: make })
  registerCoreJob({
    ...{ name: 'send-mails', queue: 'mail' as const, run: sendMails },
    ...{ concurrency: 4, timeoutSeconds: SENDING },
  })
  registerCoreJob({ name: 'forget-notices', queue: 'bulk', schedule: '40 3 * * *', run: forget })
}

async function notify(run: CoreRun): Promise<void> {
  const telling = tellingOf(run)
  const seen = await run.finish((trx) => fanOut(trx, telling))
  if (seen) await announce(telling)
}

async function notifyLater(run: CoreRun): Promise<void> {
  await announce(tellingOf(run), String(run.payload['at']))
}

async function make(run: CoreRun): Promise<void> {
  const schoolId = schoolOf(run)
  const plugins = await openPlugins(schoolId)
  await run.finish((trx) => makeMails(trx, { schoolId, plugins }))
}

async function forget(): Promise<void> {
  await coreQuery(`delete from core.notices where created_at < now() - interval '${KEPT.notices}'`)
  await coreQuery(`delete from core.mails where created_at < now() - interval '${KEPT.mails}'`)
}

function tellingOf(run: CoreRun): Telling {
  const notice = run.payload['notice']
  if (typeof notice !== 'string') throw new Error(`${run.id} names no notice`)
  return { schoolId: schoolOf(run), noticeId: notice }
}

function schoolOf({ id, schoolId }: CoreRun): string {
  if (!schoolId) throw new Error(`${id} is of no school`)
  return schoolId
}
