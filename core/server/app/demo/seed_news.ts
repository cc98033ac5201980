import { Readable } from 'node:stream'
import db from '@adonisjs/lucid/services/db'
import { PROFILES, type Profile } from '@preau/kit'
import type { ClientBase } from 'pg'
import { coreQuery, coreTransaction } from '#app/core_query'
import { fanOut } from '#app/notifications/fan_out'
import { filesOf } from '#app/host/scope_files'
import { loadedPlugin } from '#app/host/registry'
import { receive } from '#app/storage/upload/receive'
import { pluginRole, withScope } from '#app/scope/index'
import { menuPdf, standsPlan } from './news_files.ts'

/** Days before now, title, text, profile addressed (null: everybody), pinned. */
const NEWS = [
  {
    days: 1,
    title: 'Menus de la semaine',
    body: 'Lundi : gratin de courge.\n\nMardi : poulet, haricots verts.\n\nJeudi : dahl de lentilles.\n\nVendredi : poisson du marché.',
    profile: null,
    pinned: true,
    file: { name: 'Menus de la semaine.pdf', make: menuPdf },
  },
  {
    days: 2,
    title: 'Forum des métiers, mardi 8 décembre',
    body: 'Vingt professionnels viennent parler de leur travail. Le programme est affiché au CDI.\n\nLes familles sont les bienvenues à partir de 17 heures.',
    profile: null,
    pinned: false,
    file: { name: 'Plan des stands.png', make: standsPlan },
  },
  {
    days: 3,
    title: 'Rencontre entre parents et professeurs',
    body: 'Elle a lieu jeudi 3 décembre, de 17 heures à 20 heures. Merci de prendre rendez-vous par le carnet.',
    profile: 'guardian',
    pinned: false,
    file: undefined,
  },
] as const

/** Who signs: the head of the school. */
interface Author {
  id: string
  account_id: string
}

/** A few news signed by the head of the school, two of them with a file, where there are none yet. */
export async function seedNews(core: ClientBase, schoolId: string): Promise<void> {
  const { rows } = await core.query<Author>(
    `select m.id, m.account_id from core.members m join core.accounts a on a.id = m.account_id
     where m.school_id = $1 and 'head' = any (m.profiles) and m.ended_at is null
     order by a.identifier = 'odile.lambert' desc, a.identifier limit 1`,
    [schoolId]
  )
  const author = rows[0]
  if (!author) return
  const entry = {
    kind: 'school',
    schoolId,
    memberId: author.id,
    role: pluginRole('actualites'),
    readOnly: false,
    locks: ['actualites'],
  } as const
  if (await withScope(entry, async () => (await db.from('news').first()) !== null)) return
  const uploads = await sendFiles(schoolId, author)
  const files = filesOf(loadedPlugin('actualites')!.manifest, { schoolId, memberId: author.id })
  await withScope(entry, async () => {
    for (const [index, { days, title, body, profile, pinned }] of NEWS.entries()) {
      const publishedAt = new Date(Date.now() - days * 86_400_000)
      const [item] = await db
        .insertQuery<{ id: string }>()
        .table('news')
        .insert({ title, body, pinned, author_id: author.id, published_at: publishedAt })
        .returning('id')
      const { id } = item!
      await db.insertQuery().table('audiences').insert({ news_id: id, profile })
      const upload = uploads[index]
      if (upload) await files.attach({ table: 'news', id }, [upload])
      const notice = noticeOf({ id, title, profile, publishedAt })
      await db.rawQuery(`select core_api.notify('published', ?::jsonb)`, [JSON.stringify(notice)])
    }
  })
  await tellAsThen(schoolId)
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

/** Sends the files of the news as their author would; answers the upload of each, in the order of the news. */
async function sendFiles(schoolId: string, author: Author): Promise<(string | undefined)[]> {
  const declaration = loadedPlugin('actualites')!.manifest.files!['news']!
  const ground = {
    ...{ schoolId, memberId: author.id, accountId: author.account_id, profiles: ['head'] as const },
    ...{ plugin: 'actualites', table: 'news', declaration, largest: declaration.maxSize },
  }
  const uploads: (string | undefined)[] = []
  for (const { file } of NEWS) {
    if (!file) {
      uploads.push(undefined)
      continue
    }
    const bytes = await file.make()
    const source = Readable.from([bytes], { objectMode: false })
    uploads.push(await receive(ground, { name: file.name, size: bytes.length }, source))
  }
  return uploads
}
