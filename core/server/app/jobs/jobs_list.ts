import type { Progress } from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { hasMessage, say, type Locale } from '#app/locales'
import { handOver } from './hand_over.ts'

const PER_PAGE = 20

interface Row {
  id: string
  plugin: string
  job: string
  state: 'waiting' | 'running' | 'held' | 'failed'
  since: Date
  due: Date
  attempts: number
  failure: { code: string; message: string } | null
  progress: Progress | null
  total: number
}

const STATE = `case when failed_at is not null then 'failed' when held then 'held'
  when progress is not null then 'running' else 'waiting' end`

/** The work of a school: what has failed, a page of it; what runs or waits, by job; what long work says. */
export async function listWork(
  schoolId: string,
  { page, locale }: { page: number; locale: Locale }
) {
  const failed = await coreQuery<Row>(
    `select id, plugin, job, ${STATE} as state, failed_at as since, due_at as due, attempts, failure, progress,
       count(*) over ()::int as total from core.outbox
     where school_id = ? and failed_at is not null order by failed_at desc, id limit ? offset ?`,
    [schoolId, PER_PAGE, (page - 1) * PER_PAGE]
  )
  const running = await coreQuery<Row>(
    `select id, plugin, job, ${STATE} as state, created_at as since, due_at as due, attempts, failure, progress
     from core.outbox where school_id = ? and failed_at is null and progress is not null order by id limit ?`,
    [schoolId, PER_PAGE]
  )
  const waiting = await coreQuery<{
    plugin: string
    job: string
    held: boolean
    count: number
    next: Date
  }>(
    `select plugin, job, held, count(*)::int as count, min(due_at) as next from core.outbox
     where school_id = ? and failed_at is null and progress is null
     group by plugin, job, held order by min(due_at) limit 100`,
    [schoolId]
  )
  return {
    failed: {
      data: failed.map((row) => shown(row, locale)),
      meta: { page, perPage: PER_PAGE, total: failed[0]?.total ?? 0 },
    },
    running: running.map((row) => shown(row, locale)),
    waiting: waiting.map((row) => ({ ...row, title: titleOf(row, locale) })),
  }
}

function shown({ total: _total, ...row }: Row, locale: Locale) {
  return { ...row, title: titleOf(row, locale) }
}

/** What the work is, in words: the plugin's own when its locale files say, else its name. */
function titleOf({ plugin, job }: { plugin: string; job: string }, locale: Locale): string {
  const key = `jobs.${job.replace(/[^a-z0-9-]+/gi, '-')}`
  if (hasMessage(plugin, key)) return say(plugin, locale, key)
  return say('core', locale, 'jobs.of', { name: say(plugin, locale, 'name'), job })
}

/** Has failed work of a school handed over again; false when it is gone. */
export async function retryWork(schoolId: string, id: string): Promise<boolean> {
  const rows = await coreQuery(
    `update core.outbox set failed_at = null, failure = null, attempts = 0, handed_at = null, due_at = now()
     where school_id = ? and id = ? and failed_at is not null returning id`,
    [schoolId, id]
  )
  handOver()
  return rows.length > 0
}

/** Gives up failed or held work of a school; false when it is gone or runs. */
export async function discardWork(schoolId: string, id: string): Promise<boolean> {
  const rows = await coreQuery(
    `delete from core.outbox where school_id = ? and id = ? and (failed_at is not null or held) returning id`,
    [schoolId, id]
  )
  return rows.length > 0
}
