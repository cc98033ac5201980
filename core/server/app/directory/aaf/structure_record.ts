import { first, type RecordContext, splitAll } from './records.ts'
import { placeName, schoolName } from './names.ts'
import { isUai, parts } from './values.ts'

/** What the ministry calls a structure → what the directory calls it. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^COLL/, 'college'],
  [/PROF|^LP/, 'lycee-professionnel'],
  [/^LYC|^LPO|^LG/, 'lycee'],
  [/^ECOLE|PRIMAIRE|MATERNELLE/, 'ecole'],
]

/** Stages a school with the classes and groups that it declares; one of a wrong UAI is staged as refused. */
export function stageStructure(context: RecordContext): void {
  const { request, staging, report, place, seq, key } = context
  const uai = (
    first(request, 'ENTStructureUAI') || first(request, 'ENTEtablissementUAI')
  ).toUpperCase()
  const raw = first(request, 'ENTStructureNomCourant')
  const refused = !isUai(uai)
  const name = schoolName(raw) || uai
  if (refused) {
    report.note('school', 'E_AAF_UAI', place, uai.slice(0, 20))
    const message = report.say('E_AAF_UAI', uai.slice(0, 20))
    report.schools.push({ uai, name, status: 'refused', code: 'E_AAF_UAI', message, tables: {} })
  }
  const type = first(request, 'ENTStructureTypeStruct').toUpperCase()
  staging.add('structures', {
    seq,
    file: place.file ?? '',
    line: request.line,
    structure: key,
    uai,
    name,
    kind: KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? '',
    city: placeName(first(request, 'l') || (parts(raw)[2] ?? '')),
    refused,
  })
  stageGroups(context)
}

function stageGroups({ request, staging, seq, key, ...context }: RecordContext) {
  const record = { request, staging, seq, key, ...context }
  const add = (kind: string, [code = '', label = '']: string[], name = code) =>
    staging.add('groups', { seq, structure: key, kind, source_key: code, name, label })
  for (const group of splitAll(record, 'ENTStructureClasses', 1)) {
    add('class', group)
    add('team', [group[0] ?? '', ''], `Équipe ${group[0]}`)
  }
  for (const group of splitAll(record, 'ENTStructureGroupes', 1)) add('teaching', group)
}
