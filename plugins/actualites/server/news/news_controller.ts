import db from '@adonisjs/lucid/services/db'
import type { ManifestOf, Profile } from '@preau/kit'
import { PluginError, type PluginContext } from '@preau/kit/server'
import { DateTime } from 'luxon'
import type actualites from '../../plugin.ts'
import { Audience } from './audience.ts'
import { NewsItem } from './news_item.ts'
import { listNews, statusOf } from './news_list.ts'
import { newsBody } from './news_validator.ts'
import { tellReaders } from './publish.ts'

type Context = PluginContext<ManifestOf<typeof actualites>>
type Body = Awaited<ReturnType<typeof newsBody.validate>>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function idOf({ params }: Context): string {
  const id: unknown = params['news']
  if (typeof id !== 'string' || !UUID.test(id))
    throw new PluginError('E_NOT_FOUND', 404, 'not an id')
  return id
}

/** Translates HTTP for the news. */
export default class NewsController {
  index({ scope, request }: Context) {
    const page = Number(request.qs()['page'] ?? 1)
    const status: unknown = request.qs()['status']
    return listNews(scope, {
      page: Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1,
      ...(typeof status === 'string' ? { status } : {}),
    })
  }

  /** What the home shows: the latest, as many as the school has settled. */
  latest({ scope }: Context) {
    return listNews(scope, { page: 1, perPage: scope.settings.widgetItems })
  }

  async show(ctx: Context) {
    const id = idOf(ctx)
    const editor = await mayEdit(ctx, id)
    if (!editor) await ctx.scope.authorize('actualites.read', id)
    const item = await NewsItem.findOrFail(id)
    const status = statusOf(jsDate(item.publishedAt), jsDate(item.expiresAt), ctx.scope.clock.now())
    if (!editor && status !== 'published') throw new PluginError('E_NOT_FOUND', 404, 'not in force')
    return describe(ctx, item)
  }

  /** When pupils and families would be told of what is published now, and whether one may have them told at once. */
  async quiet({ scope: { clock, quietHours } }: Context) {
    const now = clock.now()
    const told = await quietHours.deliveryTime({ to: ['guardian'], at: now })
    return { quietUntil: told > now ? told : null, mayPass: await quietHours.mayPass() }
  }

  async audiences({ scope }: Context) {
    return {
      groups: await scope.directory.groups(),
      profiles: ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
    }
  }

  async store(ctx: Context) {
    const body = checked(await ctx.request.validateUsing(newsBody))
    const item = await NewsItem.create({ ...columnsOf(body), authorId: ctx.scope.member.id })
    await address(ctx, item, body)
    await ctx.scope.files.set({ table: 'news', id: item.id }, body.files ?? [])
    await tellReaders(ctx.scope, item, urgentOf(body))
    ctx.response.status(201)
    return describe(ctx, item)
  }

  async update(ctx: Context) {
    const id = idOf(ctx)
    if (!(await mayEdit(ctx, id)))
      throw new PluginError('E_NOT_FOUND', 404, 'not an item that he may edit')
    const body = checked(await ctx.request.validateUsing(newsBody))
    const item = await NewsItem.findOrFail(id)
    await item.merge(columnsOf(body)).save()
    await Audience.query().where('newsId', id).delete()
    await address(ctx, item, body)
    if (body.files) await ctx.scope.files.set({ table: 'news', id }, body.files)
    await tellReaders(ctx.scope, item, urgentOf(body))
    return describe(ctx, item)
  }

  async destroy(ctx: Context) {
    const id = idOf(ctx)
    if (!(await mayEdit(ctx, id)))
      throw new PluginError('E_NOT_FOUND', 404, 'not an item that he may edit')
    await NewsItem.query().where('id', id).delete()
    await ctx.scope.withdraw('published', id)
    return ctx.response.noContent()
  }
}

async function mayEdit({ scope }: Context, id: string): Promise<boolean> {
  return (await scope.can('actualites.manage', id)) || (await scope.can('actualites.publish', id))
}

function jsDate(date: DateTime | null): Date | null {
  return date?.toJSDate() ?? null
}

function checked(body: Body): Body {
  if (body.expiresAt && body.publishAt && new Date(body.expiresAt) <= new Date(body.publishAt))
    throw new PluginError('E_ACTUALITES_DATES', 422, 'it would expire before it is published')
  return body
}

function columnsOf({ title, body, publishAt, expiresAt, pinned }: Body) {
  return {
    title,
    body,
    pinned: pinned ?? false,
    publishedAt: publishAt ? DateTime.fromISO(publishAt) : null,
    expiresAt: expiresAt ? DateTime.fromISO(expiresAt) : null,
  }
}

function urgentOf({ urgent }: Body): { reason: string } | undefined {
  return urgent === undefined ? undefined : { reason: urgent }
}

/** Writes whom the item addresses. @throws E_ACTUALITES_GROUP (422) for a group that is not the school's */
async function address({ scope }: Context, item: NewsItem, { audiences }: Body) {
  const known = new Set((await scope.directory.groups()).map(({ id }) => id))
  if (audiences.some(({ groupId }) => groupId !== null && !known.has(groupId)))
    throw new PluginError(
      'E_ACTUALITES_GROUP',
      422,
      'a group of the audience is not one of the school'
    )
  const rows = audiences.map(({ groupId, profile }) => ({ newsId: item.id, groupId, profile }))
  await Audience.createMany(rows)
}

async function describe({ scope }: Context, item: NewsItem) {
  const audiences = await audiencesOf(item.id)
  const files = await scope.files.list({ table: 'news', id: item.id })
  const [author] = item.authorId ? await scope.directory.members([item.authorId]) : []
  return {
    id: item.id,
    title: item.title,
    body: item.body,
    author: author?.displayName ?? null,
    publishedAt: item.publishedAt,
    expiresAt: item.expiresAt,
    status: statusOf(jsDate(item.publishedAt), jsDate(item.expiresAt), scope.clock.now()),
    mine: item.authorId === scope.member.id,
    pinned: item.pinned,
    files: files.map((file) => scope.files.show(file)),
    audiences: audiences.map(({ id, name, profile }) => ({
      group: id === null ? null : { id, name: name ?? '' },
      profile,
    })),
  }
}

interface AudienceRow {
  id: string | null
  /** Null also for a group that is no more. */
  name: string | null
  profile: Profile | null
}

async function audiencesOf(newsId: string): Promise<AudienceRow[]> {
  return db
    .from('audiences as a')
    .leftJoin('core_api.groups as g', (join) => {
      join.on('g.school_id', 'a.school_id').andOn('g.id', 'a.group_id')
    })
    .select('a.group_id as id', 'g.name', 'a.profile')
    .where('a.news_id', newsId)
    .orderBy('a.id')
}
