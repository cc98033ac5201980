import db from '@adonisjs/lucid/services/db'
import { plain } from './plain.ts'
import type { External } from './read_lesson.ts'

/** What a name of a file is in the school. */
export type Target =
  | { member: string }
  | { group: string; part?: { id: string } | { name: string } }
  | { ignored: true }

/** What the school knows: its people and groups, the parts of its classes, and what it was told of names before. */
export interface Known {
  teachers: { id: string; family: string; given: string }[]
  groups: { id: string; name: string; label: string; kind: string }[]
  parts: { id: string; name: string; groupId: string }[]
  mappings: {
    kind: string
    external: string
    label: string
    memberId: string | null
    groupId: string | null
    partId: string | null
    ignored: boolean
  }[]
}

/** Reads what the school knows, in one statement. */
export async function readKnown(): Promise<Known> {
  const list = (columns: string, from: string) =>
    `(select coalesce(json_agg(json_build_object(${columns})), '[]') from ${from})`
  const { rows } = await db.rawQuery<{ rows: Known[] }>(
    `select
      ${list("'id', id, 'family', family_name, 'given', given_name", "core_api.members where not profiles <@ array['student', 'guardian']")} as teachers,
      ${list("'id', id, 'name', name, 'label', label, 'kind', kind", 'core_api.groups')} as groups,
      ${list("'id', id, 'name', name, 'groupId', group_id", 'parts')} as parts,
      ${list("'kind', kind, 'external', external, 'label', label, 'memberId', member_id, 'groupId', group_id, 'partId', part_id, 'ignored', ignored", 'mappings')} as mappings`
  )
  return rows[0]!
}

/** Recognises names: by what the school has said of them, else by what they are, where that is one person or group only. */
export function recogniser(known: Known): (external: External) => Target | undefined {
  const said = new Map(known.mappings.map((one) => [`${one.kind} ${one.external}`, one]))
  const teachers = index(
    known.teachers.flatMap(({ id, family, given }) =>
      [`${family} ${given}`, `${given} ${family}`, `${family} ${given.charAt(0)}`].map(
        (name) => [plain(name), id] as const
      )
    )
  )
  const groups = index(
    known.groups.flatMap(({ id, name, label }) =>
      [name, label].filter(Boolean).map((one) => [plain(one), id] as const)
    )
  )
  const parts = index(known.parts.map((part) => [plain(part.name), part.id] as const))
  const groupOfPart = new Map(known.parts.map(({ id, groupId }) => [id, groupId]))
  return ({ kind, key, label, part }) => {
    const told = said.get(`${kind} ${key}`)
    if (told) return targetOf(told)
    if (kind === 'teacher') return one(teachers, label, (member) => ({ member }))
    return (
      one(groups, key, (group) => ({ group })) ??
      one(parts, key, (id) => ({ group: groupOfPart.get(id)!, part: { id } })) ??
      (part && partOfClass(known, key))
    )
  }
}

function targetOf(told: Known['mappings'][number]): Target | undefined {
  if (told.ignored) return { ignored: true }
  if (told.memberId) return { member: told.memberId }
  if (!told.groupId) return undefined
  return { group: told.groupId, ...(told.partId && { part: { id: told.partId } }) }
}

/** Ids by name; a name that several have is of nobody. */
function index(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [name, id] of pairs) found.set(name, (found.get(name) ?? new Set()).add(id))
  return found
}

function one<T>(found: Map<string, Set<string>>, name: string, make: (id: string) => T) {
  const ids = [...(found.get(plain(name)) ?? [])]
  return ids.length === 1 ? make(ids[0]!) : undefined
}

/** « 5A GR1 » is a part of 5A: the longest name of a class that it begins with. */
function partOfClass({ groups }: Known, name: string): Target | undefined {
  const [found] = groups
    .filter(({ kind, name: own }) => kind === 'class' && plain(name).startsWith(plain(own)))
    .sort((a, b) => b.name.length - a.name.length)
  return found && { group: found.id, part: { name } }
}
