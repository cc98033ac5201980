import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import type { PluginManifest } from '@preau/kit'
import type { ReportHandler } from '@preau/kit/server'
import { Failure, unknownRoute } from '#app/failure'
import { withMemberScope } from '#app/host/member_scope'
import { loadedPlugin, type LoadedPlugin } from '#app/host/registry'

/** What somebody reports. */
export interface Reporting {
  plugin: string
  kind: string
  object: string
  reason: string
  words: string
}

/** How rows of a table of a plugin are reported, where it declares them. */
export function handlerOf(
  { manifest, server }: LoadedPlugin,
  kind: string
): ReportHandler<PluginManifest> | undefined {
  if (!Object.hasOwn(manifest.reportable ?? {}, kind)) return undefined
  return (server as { reports?: Record<string, ReportHandler<PluginManifest>> }).reports?.[kind]
}

/**
 * Keeps what a member reports, with what he saw, and takes it from his eyes: in one transaction, all or nothing.
 * Reported twice by the same one, it is reported once. A module that is paused for writing may be reported in.
 * @throws E_ROUTE_NOT_FOUND (404) where the module does not answer him, E_FORBIDDEN (403), E_NOT_FOUND (404),
 * E_REPORT_OWN (422)
 */
export async function makeReport(ctx: HttpContext, reporting: Reporting): Promise<void> {
  const { kind, object, reason, words } = reporting
  const { school, member } = ctx.identity!
  const plugin = loadedPlugin(reporting.plugin)
  const handler = plugin && handlerOf(plugin, kind)
  if (!school || !member || !handler) throw unknownRoute()
  const permission = `${plugin.manifest.id}.${plugin.manifest.reportable![kind]!.permission}`
  const asking = { plugin, school, member, write: false, writes: true }
  await withMemberScope(ctx, asking, async (scope) => {
    await scope.authorize(permission as never)
    const evidence = await handler.take(scope, object)
    if (!evidence) throw new Failure('E_NOT_FOUND', 404)
    if (evidence.author === member.id) throw new Failure('E_REPORT_OWN', 422)
    const [author] = evidence.author ? await scope.directory.members([evidence.author]) : []
    const kept = { ...evidence, authorName: author?.displayName ?? null }
    await db.rawQuery('select core_api.report(?, ?::uuid, ?::uuid, ?, ?, ?::jsonb)', [
      ...[kind, object, evidence.author, reason, words, JSON.stringify(kept)],
    ])
  })
}
