import db from '@adonisjs/lucid/services/db'
import { PROFILES, type Profile } from '@preau/kit'
import type { ClientBase } from 'pg'
import { coreQuery, coreTransaction } from '#app/core_query'
import { fanOut } from '#app/notifications/fan_out'
import { pluginRole, withScope } from '#app/scope/index'

/** Days before now, title, text, profile addressed (null: everybody), pinned. */
const NEWS = [
  {
    days: 1,
    title: 'Menus de la semaine',
    body: 'Lundi : gratin de courge.\n\nMardi : poulet, haricots verts.\n\nJeudi : dahl de lentilles.\n\nVendredi : poisson du marché.',
    profile: null,
    pinned: true,
  },
  {
    days: 2,
    title: 'Forum des métiers, mardi 8 décembre',
    body: 'Vingt professionnels viennent parler de leur travail. Le programme est affiché au CDI.\n\nLes familles sont les bienvenues à partir de 17 heures.',
    profile: null,
    pinned: false,
  },
  {
    days: 3,
    title: 'Rencontre entre parents et professeurs',
    body: 'Elle a lieu jeudi 3 décembre, de 17 heures à 20 heures. Merci de prendre rendez-vous par le carnet.',
    profile: 'guardian',
    pinned: false,
  },
] as const

/** A few news signed by the head of the school, where there are none yet. */
export async function seedNews(core: ClientBase, schoolId: string): Promise<void> {
  const { rows } = await core.query<{ id: string }>(
    `select m.id from core.members m join core.accounts a on a.id = m.account_id
     where m.school_id = $1 and 'head' = any (m.profiles) and m.ended_at is null
     order by a.identifier = 'odile.lambert' desc, a.identifier limit 1`,
    [schoolId]
  )
  const author = rows[0]?.id
  if (!author) return
  const role = pluginRole('actualites')
  const entry = {
    kind: 'school',
    schoolId,
    memberId: author,
    role,
    readOnly: false,
    locks: ['actualites'],
  } as const
  const made = await withScope(entry, async () => {
    if (await db.from('news').first()) return false
    for (const { days, title, body, profile, pinned } of NEWS) {
      const publishedAt = new Date(Date.now() - days * 86_400_000)
      const [item] = await db
        .insertQuery<{ id: string }>()
        .table('news')
        .insert({ title, body, pinned, author_id: author, published_at: publishedAt })
        .returning('id')
      await db.insertQuery().table('audiences').insert({ news_id: item!.id, profile })
      const notice = noticeOf({ id: item!.id, title, profile, publishedAt })
      await db.rawQuery(`select core_api.notify('published', ?::jsonb)`, [JSON.stringify(notice)])
    }
    return true
  })
  if (made) await tellAsThen(schoolId)
}

interface Published {
  id: string
  title: string
  profile: Profile | null
  publishedAt: Date
}

function noticeOf({ id, title, profile, publishedAt }: Published) {
  return {
    ...{ object: id, path: `lire/${id}`, words: { title }, app: true, mail: 'daily' },
    audience: [{ group: null, profile }],
    profiles: PROFILES,
    due: publishedAt.toISOString(),
  }
}

/** Tells the readers as on the day when it was published: seen since then, without a mail. */
async function tellAsThen(schoolId: string): Promise<void> {
  await coreTransaction(async (trx) => {
    const notices = await coreQuery<{ id: string }>(
      `delete from core.outbox where school_id = ? and plugin = 'core' and job = 'notify'
       returning (payload->>'notice')::uuid as id`,
      [schoolId],
      trx
    )
    for (const { id } of notices) await fanOut(trx, { schoolId, noticeId: id })
    await coreQuery(
      `update core.notifications n set visible_at = x.due_at, mail_due = null from core.notices x
       where n.school_id = ? and x.school_id = n.school_id and x.id = n.notice_id`,
      [schoolId],
      trx
    )
    await coreQuery(
      `delete from core.outbox where school_id = ? and plugin = 'core' and job in ('make-mails', 'notify-later')`,
      [schoolId],
      trx
    )
  })
}
