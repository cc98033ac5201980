import { usePluginI18n } from '@preau/ui'
import type { Found, Target } from './messages.ts'

/** A target with what it is called. */
export interface Chosen {
  target: Target
  name: string
  hint: string
}

export const NOTHING: Target = {
  kind: 'to',
  member: null,
  guardians: false,
  group: null,
  profile: null,
  everyone: false,
}

/** Two targets of one key are the same. @public */
export const keyOf = ({ member, guardians, group, profile, everyone }: Target) =>
  [member, guardians, group, profile, everyone].join()

/** Puts targets into words. */
export function useRecipientWords() {
  const { t } = usePluginI18n()

  function nameOf(
    { guardians, group, profile, everyone }: Omit<Target, 'kind' | 'member'>,
    name: string
  ) {
    if (everyone) return t('ui.write.everyone')
    if (guardians) return t('ui.write.guardians-of', { name })
    if (profile)
      return t(group ? 'ui.write.group' : 'ui.write.profile', {
        profile: profile.replace('-', '_'),
        name,
      })
    return name
  }

  function choicesOf({ people, groups }: Found): Chosen[] {
    const gathered = groups.map(({ id, name, profile, count }) => {
      const target = { ...NOTHING, group: id, profile }
      return { target, name: nameOf(target, name), hint: t('ui.write.people', { count }) }
    })
    const named = people.flatMap((one) => {
      const hint = [
        t(`ui.write.profiles.${one.profile}`),
        one.groups,
        one.supervised && t('ui.write.supervised'),
      ]
      const alone = {
        target: { ...NOTHING, member: one.id },
        name: one.name,
        hint: hint.filter(Boolean).join(' · '),
      }
      if (!one.guardians) return [alone]
      const target = { ...NOTHING, member: one.id, guardians: true }
      const count = t('ui.write.people', { count: one.guardians })
      return [alone, { target, name: nameOf(target, one.name), hint: count }]
    })
    return [...gathered, ...named]
  }

  return { nameOf, choicesOf }
}
