import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column as ColumnRef, PermissionDeclaration } from '@preau/kit'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'

const FIVE_FIELDS = /^\s*(\S+\s+){4}\S+\s*$/
const EVENT = /^[a-z][a-z0-9-]*\.[\w.-]+\/v\d+$/

/** Whatever the manifest names is there. */
export const manifest: Check = {
  code: 'manifest',
  title: 'the plugin loads, and whatever its manifest names is there',
  async run(bench) {
    const { broken } = bench.described
    if (broken !== null)
      return [
        {
          what: `the host leaves it out: ${broken}`,
          remedy: 'start « npm run dev » and read the error that names the plugin',
        },
      ]
    return [
      ...aboutPackage(bench),
      ...aboutPages(bench),
      ...aboutPermissions(bench),
      ...aboutWork(bench),
    ]
  },
}

function aboutPackage({ package: { folder } }: Bench): Finding[] {
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    license?: string
  }
  if (license) return []
  return [{ what: 'package.json names no licence', remedy: 'say « license » in package.json' }]
}

function aboutPages({ manifest: { pages = {}, contributes, permissions } }: Bench): Finding[] {
  const found: Finding[] = []
  for (const { page } of contributes?.nav ?? [])
    if (!Object.hasOwn(pages, page))
      found.push({
        what: `the menu leads to the page « ${page} », which is not declared`,
        remedy: `declare it in « pages », or correct « contributes.nav »`,
      })
  const asked = [
    ...Object.entries(pages).map(([name, page]) => [`the page « ${name} »`, page.permission]),
    ...(contributes?.nav ?? []).map((one) => [`the menu's « ${one.page} »`, one.permission]),
    ...(contributes?.slots ?? []).map((one) => [`« ${one.component} »`, one.permission]),
  ]
  for (const [what, permission] of asked)
    if (permission !== undefined && !Object.hasOwn(permissions, permission))
      found.push({
        what: `${what} asks for the permission « ${permission} », which is not declared`,
        remedy: 'declare it in « permissions », without the id of the plugin before it',
      })
  return found
}

function aboutPermissions(bench: Bench): Finding[] {
  const { manifest, tables } = bench
  return Object.entries(manifest.permissions).flatMap(([key, declaration]) => {
    const { subject, relation } = declaration
    const found: Finding[] = []
    if (subject !== undefined && !tables.some(({ name }) => name === subject))
      found.push({
        what: `the permission « ${key} » is about the table « ${subject} », which is not there`,
        remedy: 'name in « subject » a table that a migration creates',
      })
    const column = columnOf(declaration)
    if (relation !== 'school' && !column)
      found.push({
        what: `the permission « ${key} » has the relation « ${relation} » and no column for it`,
        remedy: 'name the column in « columns »: owner, group, student or audience',
      })
    if (column && !exists(bench, column, subject))
      found.push({
        what: `the permission « ${key} » names the column « ${column.table ?? subject}.${column.column} », which is not there`,
        remedy: 'correct « columns », or add the column in a migration',
      })
    return found
  })
}

interface Named {
  table?: string
  column: string
}

function columnOf({ relation, columns = {} }: PermissionDeclaration): Named | undefined {
  if (relation === 'audience')
    return columns.audience && { table: columns.audience.table, column: columns.audience.key }
  const named: ColumnRef | undefined = {
    own: columns.owner,
    group: columns.group,
    child: columns.student,
    school: undefined,
  }[relation]
  if (typeof named === 'string') return { column: named }
  return named && { table: named.table, column: named.column }
}

function exists({ tables }: Bench, { table, column }: Named, subject: string | undefined): boolean {
  const found = tables.find(({ name }) => name === (table ?? subject))
  return found?.columns.some(({ name }) => name === column) ?? false
}

function aboutWork({ manifest: { jobs = {} }, described }: Bench): Finding[] {
  const found: Finding[] = []
  for (const [job, { schedule }] of Object.entries(jobs)) {
    if (!described.jobs.includes(job))
      found.push({
        what: `the job « ${job} » has no handler`,
        remedy: 'hand it over in « jobs » of defineServer',
      })
    if (schedule !== undefined && !FIVE_FIELDS.test(schedule))
      found.push({
        what: `the schedule « ${schedule} » of « ${job} » is not five fields of cron`,
        remedy: 'write it as « 0 6 * * 1-5 »',
      })
  }
  for (const event of described.listeners)
    if (!EVENT.test(event))
      found.push({
        what: `the listener « ${event} » is not the name of an event`,
        remedy: 'name the plugin that emits it, and its version: « cdi.loan.overdue/v1 »',
      })
  return found
}
