import type { PluginManifest } from '@preau/kit'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { coreQuery } from '#app/core_query'
import type { BrokenRule } from '#app/validation'
import { loadedInRange, loadedPlugin, loadedPlugins } from '../registry.ts'
import { resolveSettings } from '../settings.ts'

export type Offer = 'none' | 'offered' | 'recommended' | 'required' | 'forbidden'

/** What is stored about one module in one school. */
export interface ModuleFacts {
  plugin: string
  isOn: boolean
  settings: Record<string, unknown>
  pausedProfiles: string[] | null
  pausedMode: 'off' | 'read-only' | null
  pausedUntil: string | null
  pausedReason: string | null
  active: boolean
  revision: string | null
  changedAt: string | null
  offer: Offer
}

/** What keeps a module that is on from being active. */
export interface Missing {
  settings: BrokenRule[]
  modules: string[]
}

/** The stored facts of every loaded plugin in a school, with the offer that holds there. */
export async function factsOf(
  schoolId: string,
  trx?: TransactionClientContract
): Promise<Map<string, ModuleFacts>> {
  const rows = await coreQuery<Partial<ModuleFacts> & { plugin: string }>(
    `select p.plugin, coalesce(a.is_on, false) as "isOn", coalesce(a.settings, '{}') as settings,
       a.paused_profiles as "pausedProfiles", a.paused_mode as "pausedMode", a.paused_until as "pausedUntil",
       a.paused_reason as "pausedReason", coalesce(a.active, false) as active, a.revision::text as revision,
       a.changed_at as "changedAt",
       coalesce((select o.state from core.offers o join core.schools s on s.authority_id = o.authority_id
         where s.id = ? and o.plugin = p.plugin and (o.school_id = s.id or o.school_id is null)
         order by o.school_id nulls last limit 1), 'none') as offer
     from unnest(?::text[]) as p(plugin)
     left join core.activations a on a.school_id = ? and a.plugin = p.plugin`,
    [schoolId, loadedPlugins().map(({ manifest }) => manifest.id), schoolId],
    trx
  )
  return new Map(rows.map((row) => [row.plugin, row as ModuleFacts]))
}

/** Whether the school has the module, by its own choice or its authority's. */
export function wanted(facts: ModuleFacts): boolean {
  if (facts.offer === 'none' || facts.offer === 'forbidden') return false
  return facts.isOn || facts.offer === 'required'
}

/** What a module lacks to work in the school as the facts stand: nothing when both lists are empty. */
export async function missingOf(
  manifest: PluginManifest,
  facts: ReadonlyMap<string, ModuleFacts>
): Promise<Missing> {
  const own = facts.get(manifest.id)
  const { errors } = await resolveSettings(manifest, own?.settings ?? {})
  const modules: string[] = []
  for (const [id, range] of Object.entries(manifest.requires ?? {}))
    if (!loadedInRange(id, range) || !(await isActive(id, facts))) modules.push(id)
  return { settings: errors, modules }
}

/** Whether a module is active: offered, on, settings valid, dependencies active. A pause is another matter. */
export async function isActive(
  id: string,
  facts: ReadonlyMap<string, ModuleFacts>
): Promise<boolean> {
  const plugin = loadedPlugin(id)
  const own = facts.get(id)
  if (!plugin || !own || !wanted(own)) return false
  const missing = await missingOf(plugin.manifest, facts)
  return !missing.settings.length && !missing.modules.length
}

/** The modules that need this one, directly or through another, in order of id. */
export function dependentsOf(id: string): string[] {
  const found = new Set<string>()
  const visit = (target: string) => {
    for (const { manifest } of loadedPlugins())
      if (manifest.requires?.[target] && !found.has(manifest.id)) {
        found.add(manifest.id)
        visit(manifest.id)
      }
  }
  visit(id)
  return [...found].sort()
}
