import type { Profile } from '@preau/kit'
import { coreQuery } from '#app/core_query'
import { unknownRoute } from '#app/failure'
import { say, type Locale } from '#app/locales'
import { grantsOf, inOrder } from '#app/permissions/rules'
import { loadedPlugin } from '../registry.ts'
import { resolveSettings } from '../settings.ts'
import { refusalToSwitchOn } from './actions.ts'
import { missingInWords, named } from './describe.ts'
import { dependentsOf, factsOf, missingOf } from './facts.ts'

/** What a switch would change, in numbers and in words; nothing is written. */
export async function previewSwitch(
  { schoolId, plugin, on }: { schoolId: string; plugin: string; on: boolean },
  locale: Locale
) {
  const loaded = loadedPlugin(plugin)
  if (!loaded) throw unknownRoute()
  const { manifest } = loaded
  const facts = await factsOf(schoolId)
  const own = facts.get(plugin)!
  const people = await peopleOf(schoolId)
  const { values } = await resolveSettings(manifest, own.settings)
  const grants = grantsOf(manifest, values)
  const concerned = inOrder([...new Set(grants.flatMap(({ profiles }) => profiles))])
  const gains = concerned.map((profile) => ({
    profile,
    people: people.get(profile) ?? 0,
    permissions: grants
      .filter((grant) => grant.profiles.includes(profile))
      .map(({ id }) => say(plugin, locale, `permissions.${id.slice(plugin.length + 1)}`)),
  }))
  const missing = await missingOf(manifest, facts)
  const refused = on ? await refusalToSwitchOn(plugin, facts) : undefined
  const dependents = dependentsOf(plugin).filter((id) => facts.get(id)?.active)
  const required = own.offer === 'required'
  const sentences = sentencesOf({ plugin, on, required, refused: refused?.code, locale })
  const total = gains.reduce((sum, gain) => sum + gain.people, 0)
  const names = dependents.map((id) => named(id, locale))
  return {
    on,
    possible: on ? !refused : !required,
    sentences: sentences({ people: total, names: names.map(({ name }) => name).join(', ') }),
    gains,
    dependents: names,
    missing: missingInWords(plugin, missing, locale),
  }
}

async function peopleOf(schoolId: string): Promise<Map<Profile, number>> {
  const rows = await coreQuery<{ profile: Profile; people: number }>(
    `select profile, count(*)::int as people from core.members
     where school_id = ? and ended_at is null group by profile`,
    [schoolId]
  )
  return new Map(rows.map(({ profile, people }) => [profile, people]))
}

interface Telling {
  plugin: string
  on: boolean
  required: boolean
  refused: string | undefined
  locale: Locale
}

function sentencesOf({ plugin, on, required, refused, locale }: Telling) {
  const name = say(plugin, locale, 'name')
  return ({ people, names }: { people: number; names: string }): string[] => [
    say('core', locale, on ? 'preview.on' : 'preview.off', { name, people }),
    ...(on ? [] : [say('core', locale, 'preview.kept', { name })]),
    ...(!on && required ? [say('core', locale, 'errors.E_REQUIRED')] : []),
    ...(refused ? [say('core', locale, `errors.${refused}`)] : []),
    ...(!on && names ? [say('core', locale, 'preview.dependents', { names })] : []),
  ]
}
