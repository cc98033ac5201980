import { all, first, type RecordContext, splitAll, stagePerson } from './records.ts'
import { isoDate, parts } from './values.ts'

/** SIECLE's codes of parenthood; older ones and rarer ones are `other`. */
const KINSHIP: Readonly<Record<string, string>> = { 10: 'mother', 20: 'father' }

/** Stages a pupil: school, class and groups with the day of entry, those who answer for him. Who has left is not staged. */
export function stageStudent(context: RecordContext): void {
  const { request, report, place, staging, seq, key } = context
  const structure = first(request, 'ENTPersonStructRattach')
  if (!structure) return report.note('record', 'E_AAF_NO_STRUCTURE', place)
  const left = parts(first(request, 'ENTEleveDateSortieStructRattach')).map(isoDate).find(Boolean)
  if (left && left <= context.generatedOn) return
  if (!stagePerson(context)) return
  staging.add('functions', { seq, structure, key, profile: 'student', code: '' })
  stagePlaces(context)
  stageLinks(context)
}

function stagePlaces(context: RecordContext) {
  const { staging, seq, key } = context
  const entered = datesOf(context, 'ENTEleveDateEntreeClasses')
  const left = datesOf(context, 'ENTEleveDateSortieClasses')
  for (const [attribute, kind] of [
    ['ENTEleveClasses', 'class'],
    ['ENTEleveGroupes', 'teaching'],
  ] as const) {
    for (const [structure = '', code = ''] of splitAll(context, attribute, 2)) {
      const end = left.get(`${structure}$${code}`)
      if (end && end <= context.generatedOn) continue
      const start = kind === 'class' ? (entered.get(`${structure}$${code}`) ?? null) : null
      staging.add('places', {
        seq,
        structure,
        kind,
        source_key: code,
        key,
        role: 'member',
        subject: null,
        starts_on: start,
      })
    }
  }
}

/** `idStruct$jj/mm/aaaa$division` → day by `idStruct$division`. */
function datesOf(context: RecordContext, attribute: string): Map<string, string> {
  const dates = new Map<string, string>()
  for (const [structure, day = '', division] of splitAll(context, attribute, 3)) {
    const iso = isoDate(day)
    if (iso) dates.set(`${structure}$${division}`, iso)
    else context.report.note('value', 'E_AAF_DATE', context.place, attribute)
  }
  return dates
}

/** Only responsibility 1 (legal) or 2 (in charge) makes a relation; contacts without any are not the directory's. */
function stageLinks(context: RecordContext) {
  const { request, report, place, staging, seq, key } = context
  for (const value of all(request, 'ENTElevePersRelEleve')) {
    const [guardian = '', kinship = '', financial, level = '', contact, payment] = parts(value)
    if (!guardian || !/^[012]$/.test(level)) {
      report.note('value', 'E_AAF_VALUE', place, 'ENTElevePersRelEleve')
      continue
    }
    if (level === '0') continue
    staging.add('links', {
      seq,
      student: key,
      guardian,
      kinship: KINSHIP[kinship] ?? 'other',
      legal: level === '1',
      in_charge: level === '2',
      contact: contact === '1',
      financial: financial === '1',
      payment: payment === '1',
    })
  }
}
