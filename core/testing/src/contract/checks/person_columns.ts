import type { PersonalDataDeclaration } from '@preau/kit'
import type { Bench } from '../bench.ts'
import type { Column, Table } from '../catalogue.ts'
import type { Check, Finding } from '../check.ts'

/** Names under which a person hides where no reference says so. */
const PERSON =
  /^(.*_)?(member|person|account|author|owner|student|pupil|guardian|parent|teacher|user|sender|recipient|reader|borrower)_?id$|_by$/

/** Whoever is named in a table is declared. */
export const personColumns: Check = {
  code: 'person-columns',
  title: 'every column that points at a person is declared, and what is declared is there',
  async run(bench) {
    return bench.tables
      .flatMap((table) => [
        ...undeclared(bench, table),
        ...hidden(table),
        ...wrongly(table, declarationOf(bench, table)),
      ])
      .concat(ofNoTable(bench))
  },
}

function declarationOf({ manifest: { privacy } }: Bench, table: Table) {
  return privacy.storesPersonalData ? privacy.tables[table.name] : undefined
}

function pointsAtPerson({ points }: Column): boolean {
  return points?.table === 'core.members' || points?.table === 'core.accounts'
}

function undeclared(bench: Bench, table: Table): Finding[] {
  const { via, fields = [] } = declarationOf(bench, table) ?? {}
  return table.columns
    .filter((column) => pointsAtPerson(column) && ![via, ...fields].includes(column.name))
    .map(({ name }) => ({
      what: `« ${table.name}.${name} » points at a person and is not declared`,
      remedy: `name it in privacy.tables.${table.name}, as « via » or among « fields », and heed it in export and erase`,
    }))
}

function hidden({ name, columns, ofSchool }: Table): Finding[] {
  if (!ofSchool) return []
  return columns
    .filter((column) => column.type === 'uuid' && !column.points && PERSON.test(column.name))
    .map((column) => ({
      what: `« ${name}.${column.name} » seems to name a person, and refers to nobody`,
      remedy: `create it by « this.member(table, '${column.name}') », or call it otherwise if it names no person`,
    }))
}

/** What a declaration says of its table that is not so. */
function wrongly(
  { name, columns }: Table,
  declaration: PersonalDataDeclaration | undefined
): Finding[] {
  if (!declaration) return []
  const { via, fields, onErase, retainFrom, dateColumn = 'created_at' } = declaration
  const column = (wanted: string) => columns.find((one) => one.name === wanted)
  const dated = retainFrom === 'departure' ? [] : [dateColumn]
  const missing = [via, ...fields, ...dated].filter((one) => !column(one))
  const found = [...new Set(missing)].map((one) => ({
    what: `privacy.tables.${name} names the column « ${one} », which is not there`,
    remedy: `correct it, or add the column in a migration${one === dateColumn ? '; « dateColumn » says which column dates a row' : ''}`,
  }))
  if (onErase === 'anonymise' && column(via)?.required)
    found.push({
      what: `privacy.tables.${name} is to be made anonymous, and « ${via} » cannot be null`,
      remedy: "make the column nullable in a migration, or say « onErase: 'delete' »",
    })
  return found
}

function ofNoTable({ manifest: { privacy }, tables }: Bench): Finding[] {
  if (!privacy.storesPersonalData) return []
  return Object.keys(privacy.tables)
    .filter((name) => !tables.some((table) => table.name === name))
    .map((name) => ({
      what: `privacy.tables names « ${name} », which is no table of the plugin`,
      remedy: 'correct the name, or take it away',
    }))
}
