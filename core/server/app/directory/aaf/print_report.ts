import type { ImportReport, ReportLine, SchoolReport } from './report.ts'

/** Lines of refusals printed; the others are in the report that the database keeps. */
const PRINTED = 40

const LABELS = {
  school: 'établissement',
  accounts: 'comptes',
  members: 'membres',
  groups: 'classes et groupes',
  groupMembers: 'appartenances',
  guardianships: 'responsabilités',
} as const satisfies Record<keyof SchoolReport['tables'], string>

const STATUS = {
  applied: 'appliqué',
  refused: 'refusé',
  failed: 'en échec',
  absent: 'absent',
  partial: 'appliqué en partie',
} as const

/** A report as a few lines of French for a terminal. */
export function printReport(report: ImportReport): string[] {
  const { refusals } = report
  const more = refusals.total - Math.min(refusals.lines.length, PRINTED)
  return [
    `Import ${STATUS[report.status]}, académie ${report.academy || '?'}, ${report.written} lignes écrites, ${report.seconds} s`,
    ...(report.message && !refusals.total ? [report.message] : []),
    ...report.schools.flatMap(schoolLines),
    ...(refusals.total ? [`À corriger\u00a0: ${refusals.total}`] : []),
    ...refusals.lines.slice(0, PRINTED).map(refusalLine),
    ...(more > 0 ? [`  … et ${more} de plus (core.imports)`] : []),
  ]
}

function schoolLines(school: SchoolReport): string[] {
  const counts = Object.entries(LABELS).flatMap(([name, label]) => {
    const count = school.tables[name as keyof typeof LABELS]
    if (!count || !(count.added || count.changed || count.gone)) return []
    return [`    ${label}\u00a0: +${count.added} ~${count.changed} -${count.gone}`]
  })
  const members = school.members === undefined ? '' : `, ${school.members} membres`
  const head = `  ${school.uai} ${school.name}\u00a0: ${STATUS[school.status]}${members}`
  return [head, ...(school.message ? [`    ${school.message}`] : []), ...counts]
}

function refusalLine({ file, line, person, code, message }: ReportLine): string {
  const place = [file && (line ? `${file}:${line}` : file), person].filter(Boolean).join(' ')
  return `  ${place} ${code} ${message}`
}
