import type { Range, Relation } from './rules.ts'

const TAUGHT = `his.role in ('teacher', 'main-teacher')`
const TEACHING = `mine.role in ('teacher', 'main-teacher')`
const SHARED = `select his.member_id from core_api.group_members mine
  join core_api.group_members his on his.group_id = mine.group_id`
const ME = '(select core_api.member_id())'
const PUPILS = `${SHARED} where mine.member_id = ${ME} and ${TEACHING} and his.role = 'member'`

/** The members to whom whoever asks has each tie, as a subquery of ids. */
const TIED: Record<Relation, string> = {
  classmates: `${SHARED} join core_api.groups g on g.id = mine.group_id and g.kind = 'class'
    where mine.member_id = ${ME} and mine.role = 'member' and his.role = 'member'`,
  teachers: `${SHARED} where mine.member_id = ${ME} and mine.role = 'member' and ${TAUGHT}`,
  pupils: PUPILS,
  parents: `select guardian_id from core_api.relations where student_id = ${ME} and legal`,
  children: `select student_id from core_api.relations where guardian_id = ${ME} and legal`,
  'teachers-of-children': `${SHARED} where mine.member_id = any (core_api.my_children())
    and mine.role = 'member' and ${TAUGHT}`,
  'parents-of-pupils': `select guardian_id from core_api.relations where legal and student_id in (${PUPILS})`,
}

const list = (profiles: readonly string[]) =>
  `array[${profiles.map((one) => `'${one}'`).join()}]::text[]`

function tiedSql(ties: Range['related'], member: string): string {
  const parts = ties.map(
    ({ to, tie }) => `('${to}' = any (${member}.profiles) and ${member}.id in (${TIED[tie]}))`
  )
  return parts.length ? parts.join(' or ') : 'false'
}

/** `judge` in SQL, about the row `member` of `core_api.members`; its words come from the tables of rules alone. */
export function verdictSql({ all, related, supervised }: Range, member: string): string {
  return `case when ${member}.profiles && ${list(all)} or ${tiedSql(related, member)} then 'yes'
    when ${tiedSql(supervised, member)} then 'adult' else 'no' end`
}
