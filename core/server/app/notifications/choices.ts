import { MAIL_CHOICES, type MailChoice, type Profile } from '@preau/kit'
import vine from '@vinejs/vine'
import { isQuiet, openFrom } from '#app/calendar/quiet_hours'
import { rulesOf, RULES_COLUMNS, type StoredRules } from '#app/calendar/stored_rules'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { activationsOf } from '#app/host/activation_cache'
import { isOpenTo } from '#app/host/gate'
import { loadedPlugins } from '#app/host/registry'
import { say, type Locale } from '#app/locales'
import { titleOf } from './inbox.ts'

/** What somebody chooses for one kind of one module in one school. */
export const choiceBody = vine.create({
  uai: vine.string().maxLength(10),
  plugin: vine.string().maxLength(40),
  kind: vine.string().maxLength(60),
  app: vine.boolean({ strict: true }),
  mail: vine.enum(MAIL_CHOICES),
})
export type Choice = Awaited<ReturnType<typeof choiceBody.validate>>

interface Membership extends StoredRules {
  school_id: string
  uai: string
  name: string
  member_id: string
  profiles: Profile[]
  chosen: { plugin: string; kind: string; app: boolean; mail: MailChoice }[]
}

/** What an account may be told, school by school and module by module, with what it has chosen. */
export async function listChoices(accountId: string, locale: Locale) {
  const schools = []
  for (const one of await memberships(accountId)) {
    const rules = rulesOf(one)
    const now = new Date()
    schools.push({
      school: { uai: one.uai, name: one.name },
      week: rules.week,
      quietUntil: isQuiet(now, rules) ? openFrom(now, rules) : null,
      modules: await modulesOf(one, locale),
    })
  }
  return { schools }
}

async function memberships(accountId: string, uai?: string): Promise<Membership[]> {
  return coreQuery<Membership>(
    `select m.school_id, s.uai, s.name, m.id as member_id, m.profiles, ${RULES_COLUMNS},
       coalesce((select json_agg(json_build_object('plugin', c.plugin, 'kind', c.kind, 'app', c.app, 'mail', c.mail))
         from core.notification_choices c where c.school_id = m.school_id and c.member_id = m.id), '[]') as chosen
     from core.members m join core.schools s on s.id = m.school_id
     left join core.quiet_hours q on q.school_id = m.school_id
     where m.account_id = ? and m.ended_at is null and (?::text is null or s.uai = ?)
     order by s.name, s.uai`,
    [accountId, uai ?? null, uai ?? null]
  )
}

async function modulesOf(member: Membership, locale: Locale) {
  const { modules } = await activationsOf(member.school_id)
  const asker = { profiles: member.profiles, write: false, now: new Date() }
  return loadedPlugins()
    .filter(({ manifest }) => isOpenTo(modules.get(manifest.id), asker))
    .map(({ manifest: { id, notifications = {} } }) => ({
      plugin: id,
      name: say(id, locale, 'name'),
      kinds: Object.entries(notifications)
        .filter(([, { audience }]) => audience.some((one) => member.profiles.includes(one)))
        .map(([kind, declared]) => {
          const { app, mail } =
            member.chosen.find((one) => one.plugin === id && one.kind === kind) ?? declared.default
          const urgent = declared.urgent ?? false
          return { kind, title: titleOf(id, kind, locale), app, mail, urgent }
        }),
    }))
    .filter(({ kinds }) => kinds.length > 0)
}

/** Keeps a choice. @throws E_NOT_FOUND (404) for what this account is not told there */
export async function choose(accountId: string, { uai, ...choice }: Choice): Promise<void> {
  const [member] = await memberships(accountId, uai)
  const modules = member ? await modulesOf(member, 'fr') : []
  const known = modules.some(
    ({ plugin, kinds }) =>
      plugin === choice.plugin && kinds.some(({ kind }) => kind === choice.kind)
  )
  if (!member || !known) throw new Failure('E_NOT_FOUND', 404)
  await coreQuery(
    `insert into core.notification_choices (school_id, member_id, plugin, kind, app, mail) values (?, ?, ?, ?, ?, ?)
     on conflict (school_id, member_id, plugin, kind) do update set app = excluded.app, mail = excluded.mail`,
    [member.school_id, member.member_id, choice.plugin, choice.kind, choice.app, choice.mail]
  )
}
