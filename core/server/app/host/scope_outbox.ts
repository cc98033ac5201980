import type { PluginManifest } from '@preau/kit'
import type { DispatchOptions, JsonObject, Scope } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import { payloadJson } from '#app/outbox/enqueue'
import { nudge } from '#app/outbox/nudge'
import { currentScope } from '#app/scope/index'
import { loadedPlugins } from './registry.ts'

/** What a scope's transaction leaves to be done after it, through the narrow doors of `core_api`. */
export function outboxOf(manifest: PluginManifest): Pick<Scope, 'dispatch' | 'publish' | 'audit'> {
  const { id } = manifest
  return {
    async dispatch(job: string, payload: JsonObject = {}, options: DispatchOptions = {}) {
      const declared = Object.hasOwn(manifest.jobs ?? {}, job) ? manifest.jobs?.[job] : undefined
      if (!declared) throw new Error(`dispatch: '${job}' is not a job that ${id} declares`)
      const { rows } = await db.rawQuery<{ rows: { id: string | null }[] }>(
        'select core_api.enqueue(?, ?, ?::jsonb, ?::timestamptz, ?) as id',
        [
          job,
          declared.queue ?? 'bulk',
          payloadJson(payload),
          options.at?.toISOString() ?? null,
          options.dedupeKey ?? null,
        ] as string[]
      )
      currentScope()?.afterCommit.add(nudge)
      return rows[0]?.id ?? null
    },
    async publish(event, payload) {
      if (!event.startsWith(`${id}.`))
        throw new Error(`publish: '${event}' does not begin with '${id}.'`)
      const listeners = listenersOf(event)
      if (!listeners.length) return
      await db.rawQuery('select core_api.publish(?, ?::jsonb, ?::text[])', [
        event,
        payloadJson(payload),
        listeners,
      ])
      currentScope()?.afterCommit.add(nudge)
    },
    async audit(action, object = '', details = {}) {
      await db.rawQuery('select core_api.audit(?, ?, ?::jsonb)', [
        action,
        object,
        payloadJson(details),
      ])
    },
  }
}

/** The plugins of this installation that listen to an event, on in the school or not: each run looks. */
export function listenersOf(event: string): string[] {
  return loadedPlugins()
    .filter(({ server }) => Object.hasOwn(server.listeners ?? {}, event))
    .map(({ manifest }) => manifest.id)
}
