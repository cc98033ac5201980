import type { Place } from './feed_error.ts'
import { type Code, type ReportLocale, sentence } from './sentences.ts'

/** Lines kept in a report; beyond, only their number is known. */
const KEPT_LINES = 1000

/** What was refused: the feed, a school, a record (a person, mostly), or one value of it. */
export type Refused = 'feed' | 'school' | 'record' | 'value'

/** One line of a report. */
export interface ReportLine extends Place {
  refused: Refused
  code: Code
  message: string
}

/** Rows written in one table. */
export interface Counts {
  added: number
  changed: number
  gone: number
}

/** What became of one school: untouched unless `applied`. */
export interface SchoolReport {
  uai: string
  name: string
  status: 'applied' | 'refused' | 'failed' | 'absent'
  code?: Code
  message?: string
  /** Active members once the import is done. */
  members?: number
  tables: Partial<
    Record<'school' | 'accounts' | 'members' | 'groups' | 'groupMembers' | 'guardianships', Counts>
  >
}

/** What an import read, refused and wrote; no name or address of anybody, save for a record without identifier. */
export interface ImportReport {
  status: 'refused' | 'applied' | 'partial'
  code?: Code
  message?: string
  academy: string
  generatedOn: string
  fingerprint: string
  /** The files are those of the last import that was applied, byte for byte. */
  sameFeed: boolean
  files: { name: string; records: number }[]
  schools: SchoolReport[]
  /** Rows added, changed or ended in the directory. */
  written: number
  refusals: { total: number; byCode: Partial<Record<Code, number>>; lines: ReportLine[] }
  seconds: number
}

/** Gathers a report's lines, in memory bounded whatever the feed. */
export class ReportBuilder {
  readonly locale: ReportLocale
  readonly files: { name: string; records: number }[] = []
  readonly schools: SchoolReport[] = []
  readonly refusals: ImportReport['refusals'] = { total: 0, byCode: {}, lines: [] }

  constructor(locale: ReportLocale) {
    this.locale = locale
  }

  /** The sentence of a code in the report's language. */
  say(code: Code, detail = ''): string {
    return sentence(this.locale, code, detail)
  }

  /** Notes something refused; `times` when one line stands for many that are not kept. */
  note(refused: Refused, code: Code, place: Place, detail = '', times = 1): void {
    this.refusals.total += times
    this.refusals.byCode[code] = (this.refusals.byCode[code] ?? 0) + times
    if (this.refusals.lines.length < KEPT_LINES)
      this.refusals.lines.push({ ...place, refused, code, message: this.say(code, detail) })
  }

  /** Rows written over all schools. */
  written(): number {
    return this.schools
      .flatMap((school) => Object.values(school.tables))
      .reduce((sum, count) => sum + count.added + count.changed + count.gone, 0)
  }
}
