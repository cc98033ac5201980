import { profileOf } from './functions.ts'
import { first, type RecordContext, splitAll, stagePerson } from './records.ts'

/** Attributes that place an adult before a class or a group. */
const PLACES = [
  ['ENTAuxEnsClasses', 'class', 'teacher', 2],
  ['ENTAuxEnsGroupes', 'teaching', 'teacher', 2],
  ['ENTAuxEnsClassesMatieres', 'class', 'teacher', 3],
  ['ENTAuxEnsGroupesMatieres', 'teaching', 'teacher', 3],
  ['ENTAuxEnsClassesPrincipal', 'class', 'main-teacher', 2],
] as const

/** Stages one of the staff: functions in each school, classes, groups, subjects. */
export function stageStaff(context: RecordContext): void {
  if (!stagePerson(context)) return
  const { request, staging, seq, key } = context
  const served = stageFunctions(context)
  for (const structure of stagePlaces(context))
    if (!served.has(structure)) {
      served.add(structure)
      staging.add('functions', { seq, structure, key, profile: 'teacher', code: '' })
    }
  const home = first(request, 'ENTPersonStructRattach')
  if (!served.size && home && !request.values.has('ENTPersonFonctions'))
    staging.add('functions', { seq, structure: home, key, profile: 'staff', code: '' })
}

function stageFunctions(context: RecordContext): Set<string> {
  const { staging, report, place, seq, key } = context
  const served = new Set<string>()
  for (const [structure = '', code = ''] of splitAll(context, 'ENTPersonFonctions', 2)) {
    const profile = profileOf(code.toUpperCase())
    if (profile === null) {
      report.note('value', 'E_AAF_FUNCTION', place, code.slice(0, 20))
      continue
    }
    if (profile === undefined)
      report.note('value', 'E_AAF_FUNCTION_UNKNOWN', place, code.slice(0, 20))
    served.add(structure)
    staging.add('functions', { seq, structure, key, profile: profile ?? 'staff', code })
  }
  return served
}

/** @returns the schools where the person stands before a class or a group */
function stagePlaces(context: RecordContext): Set<string> {
  const { staging, subjects, seq, key } = context
  const seen = new Set<string>()
  for (const [attribute, kind, role, least] of PLACES)
    for (const [structure = '', code = '', subject] of splitAll(context, attribute, least)) {
      const label = subject && least === 3 ? (subjects.get(subject) ?? subject) : null
      const row = { seq, structure, source_key: code, key, role, starts_on: null }
      staging.add('places', { ...row, kind, subject: label })
      if (kind === 'class') staging.add('places', { ...row, kind: 'team', subject: null })
      seen.add(structure)
    }
  return seen
}
