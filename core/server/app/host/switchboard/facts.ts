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
  /** What holds in the school: its authority's offer, or the exception made for it. */
  offer: Offer
  exception: boolean
}

/** The facts of every loaded plugin in one school, by plugin. */
export type SchoolFacts = ReadonlyMap<string, ModuleFacts>

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
  return (await factsOfSchools([schoolId], trx)).get(schoolId) ?? new Map<string, ModuleFacts>()
}

/** As `factsOf`, for many schools in one statement; by school. */
export async function factsOfSchools(
  schoolIds: readonly string[],
  trx?: TransactionClientContract
): Promise<Map<string, Map<string, ModuleFacts>>> {
  const rows = await coreQuery<ModuleFacts & { schoolId: string }>(
    `select s.id as "schoolId", p.plugin, coalesce(a.is_on, false) as "isOn", coalesce(a.settings, '{}') as settings,
       a.paused_profiles as "pausedProfiles", a.paused_mode as "pausedMode", a.paused_until as "pausedUntil",
       a.paused_reason as "pausedReason", coalesce(a.active, false) as active, a.revision::text as revision,
       a.changed_at as "changedAt", coalesce(x.state, d.state, 'none') as offer, x.state is not null as exception
     from core.schools s cross join unnest(?::text[]) as p(plugin)
     left join core.activations a on a.school_id = s.id and a.plugin = p.plugin
     left join core.offers x on x.authority_id = s.authority_id and x.plugin = p.plugin and x.school_id = s.id
     left join core.offers d on d.authority_id = s.authority_id and d.plugin = p.plugin and d.school_id is null
     where s.id = any (?::uuid[])`,
    [loadedPlugins().map(({ manifest }) => manifest.id), [...schoolIds]],
    trx
  )
  const schools = new Map<string, Map<string, ModuleFacts>>()
  for (const { schoolId, ...facts } of rows) {
    const school = schools.get(schoolId) ?? new Map<string, ModuleFacts>()
    schools.set(schoolId, school.set(facts.plugin, facts))
  }
  return schools
}

/** Whether the school has the module, by its own choice or its authority's. */
export function wanted(facts: ModuleFacts): boolean {
  if (facts.offer === 'none' || facts.offer === 'forbidden') return false
  return facts.isOn || facts.offer === 'required'
}

/** Says what is wrong in a module's settings. */
export type SettingsCheck = (
  manifest: PluginManifest,
  settings: Record<string, unknown>
) => Promise<BrokenRule[]>

const checkSettings: SettingsCheck = async (manifest, settings) =>
  (await resolveSettings(manifest, settings)).errors

/** A check that remembers: settings that many schools have alike are looked at once. */
export function settingsChecks(): SettingsCheck {
  const known = new Map<string, Promise<BrokenRule[]>>()
  return (manifest, settings) => {
    const key = `${manifest.id} ${JSON.stringify(settings)}`
    const found = known.get(key) ?? checkSettings(manifest, settings)
    known.set(key, found)
    return found
  }
}

/** What a module lacks to work in the school as the facts stand: nothing when both lists are empty. */
export async function missingOf(
  manifest: PluginManifest,
  facts: SchoolFacts,
  check = checkSettings
): Promise<Missing> {
  const own = facts.get(manifest.id)
  const settings = await check(manifest, own?.settings ?? {})
  const modules: string[] = []
  for (const [id, range] of Object.entries(manifest.requires ?? {}))
    if (!loadedInRange(id, range) || !(await isActive(id, facts, check))) modules.push(id)
  return { settings, modules }
}

/** Whether a module is active: offered, on, settings valid, dependencies active. A pause is another matter. */
export async function isActive(
  id: string,
  facts: SchoolFacts,
  check = checkSettings
): Promise<boolean> {
  const plugin = loadedPlugin(id)
  const own = facts.get(id)
  if (!plugin || !own || !wanted(own)) return false
  const missing = await missingOf(plugin.manifest, facts, check)
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
