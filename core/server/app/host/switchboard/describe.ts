import type { PluginManifest } from '@preau/kit'
import { coreQuery } from '#app/core_query'
import { say, type Locale } from '#app/locales'
import { inWords } from '#app/validation'
import { grantsOf, inOrder } from '#app/permissions/rules'
import { aboutPlugin } from '../about.ts'
import { loadedPlugin, loadedPlugins } from '../registry.ts'
import { resolveSettings, settingsSchema } from '../settings.ts'
import { missingOf, wanted, type Missing, type ModuleFacts, type SchoolFacts } from './facts.ts'

/** The words for a module's state; `unavailable` is one whose plugin does not serve. */
export const MODULE_STATES = [
  ...(['on', 'off', 'paused', 'needs-settings', 'needs-modules'] as const),
  ...(['not-offered', 'forbidden', 'unavailable'] as const),
]
export type ModuleState = (typeof MODULE_STATES)[number]

/** The one word that tells a module's state in a school. */
export function stateOf(facts: ModuleFacts, missing: Missing, now: Date): ModuleState {
  if (facts.offer === 'forbidden') return 'forbidden'
  if (facts.offer === 'none') return 'not-offered'
  if (!wanted(facts)) return 'off'
  if (missing.settings.length) return 'needs-settings'
  if (missing.modules.length) return 'needs-modules'
  const paused = facts.pausedMode && (!facts.pausedUntil || new Date(facts.pausedUntil) > now)
  return paused ? 'paused' : 'on'
}

interface LastLine {
  plugin: string
  at: string
  reason: string
  by: string
}

/** The school's modules as its dashboard lists them. */
export async function describeModules(schoolId: string, facts: SchoolFacts, locale: Locale) {
  const lines = await lastLines(schoolId)
  const [school] = await coreQuery<{ authority: string | null }>(
    'select u.name as authority from core.schools s left join core.authorities u on u.id = s.authority_id where s.id = ?',
    [schoolId]
  )
  const modules = []
  for (const {
    manifest,
    package: { version },
  } of loadedPlugins()) {
    const own = facts.get(manifest.id)!
    const missing = await missingOf(manifest, facts)
    const line = lines.find(({ plugin }) => plugin === manifest.id)
    modules.push({
      id: manifest.id,
      name: say(manifest.id, locale, 'name'),
      summary: say(manifest.id, locale, 'summary'),
      version,
      category: manifest.category,
      state: stateOf(own, missing, new Date()),
      on: own.isOn || own.offer === 'required',
      active: own.active,
      offer: own.offer,
      authority: school?.authority ?? null,
      pause: pauseOf(own),
      missing: missingInWords(manifest.id, missing, locale),
      hasSettings: Object.keys(settingsSchema(manifest).properties ?? {}).length > 0,
      since: line?.at ?? null,
      by: line?.by ?? null,
      reason: line?.reason ?? null,
      revision: own.revision,
    })
  }
  return modules
}

/** The newest line of each module that tells of more than settings. */
async function lastLines(schoolId: string): Promise<LastLine[]> {
  return coreQuery<LastLine>(
    `select distinct on (l.plugin) l.plugin, l.at, l.reason,
       case when l.actor_role = 'officer' then coalesce((select u.name from core.authorities u join core.schools s on s.authority_id = u.id where s.id = l.school_id), '')
         else coalesce(a.given_name || ' ' || a.family_name, '') end as by
     from core.ledger l left join core.accounts a on a.id = l.actor_account_id
     where l.school_id = ? and l.action <> 'settings' order by l.plugin, l.revision desc`,
    [schoolId]
  )
}

/** What a module lacks, as an answer carries it: each setting by its title. */
export function missingInWords(plugin: string, { settings, modules }: Missing, locale: Locale) {
  const titled = ({ field, message }: { field: string; message: string }) => {
    const title = say(plugin, locale, `settings.${field.split('.')[0]}.title`)
    return { field, message: say('core', locale, 'missing.setting', { title, message }) }
  }
  return {
    settings: inWords(settings, locale).map(titled),
    modules: modules.map((id) => named(id, locale)),
  }
}

/** A module by its id and its name in a language. */
export function named(id: string, locale: Locale) {
  return { id, name: say(id, locale, 'name') }
}

function pauseOf(own: ModuleFacts) {
  if (!own.pausedMode) return null
  return {
    profiles: own.pausedProfiles ?? [],
    mode: own.pausedMode,
    until: own.pausedUntil,
    reason: own.pausedReason ?? '',
  }
}

/** What a module's page adds to its line: who may do what, and which personal data it keeps. */
export async function describeManifest(id: string, facts: SchoolFacts, locale: Locale) {
  const { manifest, package: one } = loadedPlugin(id)!
  const { values } = await resolveSettings(manifest, facts.get(id)?.settings ?? {})
  return {
    about: aboutPlugin(one),
    description: say(id, locale, 'description'),
    audience: manifest.audience,
    requires: Object.keys(manifest.requires ?? {}).map((other) => ({
      ...named(other, locale),
      active: facts.get(other)?.active ?? false,
    })),
    permissions: grantsOf(manifest, values).map((grant) => ({
      id: grant.id,
      title: say(id, locale, `permissions.${grant.id.slice(id.length + 1)}`),
      risks: (grant.declaration.risks ?? []).map((risk) => ({
        id: risk,
        label: say('core', locale, `risks.${risk}`),
      })),
      profiles: inOrder(grant.profiles),
    })),
    privacy: describePrivacy(manifest, locale),
  }
}

/** A plugin’s declaration of personal data, in words. */
export function describePrivacy({ id, privacy }: PluginManifest, locale: Locale) {
  if (!privacy.storesPersonalData)
    return { storesPersonalData: false, reason: say(id, locale, privacy.reason) }
  const described = (what: 'tables' | 'files') =>
    Object.entries(privacy[what] ?? {}).map(([name, data]) => ({
      name: say(id, locale, `privacy.${what}.${name}`),
      fields: data.fields.map((field) => say(id, locale, `privacy.fields.${field}`)),
      purpose: say(id, locale, data.purpose),
      basis: say('core', locale, `privacy.basis.${data.basis}`),
      retention: say('core', locale, 'privacy.retention', {
        ...durationOf(data.retention),
        from: say('core', locale, `privacy.from.${data.retainFrom}`),
      }),
      onErase: say('core', locale, `privacy.onErase.${data.onErase}`),
    }))
  return {
    storesPersonalData: true,
    tables: [...described('tables'), ...described('files')],
    recipients: privacy.recipients ?? [],
  }
}

const UNITS: Record<string, string> = { Y: 'year', M: 'month', W: 'week', D: 'day' }

/** `P1Y` → one year: the single-unit durations that a retention is declared in. */
function durationOf(duration: string): { count: number; unit: string } {
  const [, count = '0', unit = 'D'] = /^P(\d+)([YMWD])$/.exec(duration) ?? []
  return { count: Number(count), unit: UNITS[unit] ?? 'day' }
}
