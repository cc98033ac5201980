import type { MongoAbility } from '@casl/ability'
import { rulesToAST } from '@casl/ability/extra'
import type { AudienceLink, Column } from '@preau/kit'

const NAME = /^[a-z][a-z0-9_]*$/

interface Node {
  operator: string
  field?: string
  value: unknown
}

function name(identifier: string): string {
  if (!NAME.test(identifier)) throw new Error(`permission: '${identifier}' is not a column`)
  return `"${identifier}"`
}

const VALUES: Record<string, (column: string) => string> = {
  $member: (column) => `${column} = (select core_api.member_id())`,
  $groups: (column) => `${column} = any ((select core_api.my_groups())::uuid[])`,
  $children: (column) => `${column} = any ((select core_api.my_children())::uuid[])`,
}

/**
 * The SQL condition under which a row of `subject` is reached by `action`:
 * `true`, `false`, or an expression over the row's columns. It holds no value
 * of a person: the database reads them from the scope.
 */
export function conditionSql(ability: MongoAbility, action: string, subject: string): string {
  const ast = rulesToAST(ability, action, subject) as Node | null
  return ast ? nodeSql(ast, subject) : 'false'
}

function nodeSql(node: Node, table: string): string {
  if (node.operator === 'and' || node.operator === 'or') {
    const parts = (node.value as Node[]).map((child) => nodeSql(child, table))
    const empty = node.operator === 'and' ? 'true' : 'false'
    return parts.length ? `(${parts.join(` ${node.operator} `)})` : empty
  }
  if (node.operator !== 'eq' || !node.field)
    throw new Error(`permission: operator '${node.operator}'`)
  const column = JSON.parse(node.field) as Column | AudienceLink
  const value = String(node.value)
  if (value === '$audience') return audienceSql(column as AudienceLink, table)
  const test = VALUES[value]
  if (!test) throw new Error(`permission: value '${value}'`)
  return columnSql(column as Column, table, test)
}

function columnSql(column: Column, table: string, test: (column: string) => string): string {
  if (typeof column === 'string') return test(`${name(table)}.${name(column)}`)
  const linked = name(column.table)
  return `exists (select 1 from ${linked} where ${linked}."school_id" = ${name(table)}."school_id" and ${linked}.${name(column.key)} = ${name(table)}."id" and ${test(`${linked}.${name(column.column)}`)})`
}

function audienceSql({ table: link, key, group, profile }: AudienceLink, table: string): string {
  const linked = name(link)
  const groups = `${linked}.${name(group)}`
  const profiles = `${linked}.${name(profile)}`
  return `exists (select 1 from ${linked} where ${linked}."school_id" = ${name(table)}."school_id" and ${linked}.${name(key)} = ${name(table)}."id" and (${groups} is null or ${groups} = any ((select core_api.my_circles())::uuid[])) and (${profiles} is null or ${profiles} = any ((select core_api.my_profiles())::text[])))`
}
