import type { HttpContext } from '@adonisjs/core/http'
import type { PluginManifest } from '@preau/kit'
import type {
  DirectoryGroup,
  DirectoryMember,
  PersonDirectory,
  PersonMember,
  PersonScope,
} from '@preau/kit/server'
import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'
import { say, type Locale } from '#app/locales'
import { filesOfPerson } from './scope_files.ts'

/** What a person's scope is made of; nothing here is read again while it lives. */
export interface PersonParts {
  manifest: PluginManifest
  account: { id: string; name: string }
  members: readonly PersonMember[]
  /** The caller's language. */
  locale: Locale
  logger: HttpContext['logger']
  signal: AbortSignal
}

/** The object by which a plugin reaches what is a person's own. */
export function personScopeObject(parts: PersonParts): PersonScope {
  const { manifest, account, members, locale, logger, signal } = parts
  const memberIn = (uai: string) => {
    const found = members.find(({ school }) => school.uai === uai)
    if (!found) throw new Failure('E_NOT_FOUND', 404)
    return found
  }
  return {
    account,
    members,
    directory: directoryOf(memberIn),
    logger,
    signal,
    clock: { now: () => new Date() },
    say: (key, values) => say(manifest.id, locale, key, values),
    files: filesOfPerson(manifest, account.id),
    memberOf(uai, permission) {
      const found = memberIn(uai)
      if (!found.permissions.includes(permission)) throw new Failure('E_FORBIDDEN', 403)
      return found
    },
  }
}

/** Asked by the core: nothing of a school is seen in a person's scope. */
function directoryOf(memberIn: (uai: string) => PersonMember): PersonDirectory {
  return {
    members: async (uai, ids) =>
      coreQuery<DirectoryMember>(
        `select id, display_name as "displayName", profile from core.members
         where school_id = ? and id = any (?::uuid[]) and ended_at is null`,
        [memberIn(uai).school.id, [...ids]]
      ),
    async myGroups(uai) {
      const { school, member } = memberIn(uai)
      return coreQuery<DirectoryGroup>(
        `select g.id, g.name, g.kind from core.groups g
         join core.group_members x on x.school_id = g.school_id and x.group_id = g.id
         where g.school_id = ? and x.member_id = ? and g.ended_at is null and x.ended_at is null
         order by g.kind, g.name`,
        [school.id, member.id]
      )
    },
  }
}
