const UAI_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'

/** Whether a UAI is seven digits and the letter that they command. */
export function isUai(uai: string): boolean {
  return /^\d{7}[A-Z]$/.test(uai) && UAI_LETTERS[Number(uai.slice(0, 7)) % 23] === uai[7]
}

/** `jj/mm/aaaa` → `aaaa-mm-jj`; undefined when there is no such day. */
export function isoDate(french: string): string | undefined {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(french)
  if (!match) return undefined
  const iso = `${match[3]}-${match[2]}-${match[1]}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined
}

/** The parts of a value joined by `$`, trimmed. */
export function parts(value: string): string[] {
  return value.split('$').map((part) => part.trim())
}

/** An identifier as academies give them; what is longer or stranger is no identifier. */
export function isKey(value: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(value)
}

/** A school year: from 1 September to 31 August. */
export interface YearOf {
  label: string
  startsOn: string
  endsOn: string
}

/** The school year of a day: `2026-11-23` → 2026-2027. */
export function schoolYear(day: string): YearOf {
  const year = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < 9 ? 1 : 0)
  return { label: `${year}-${year + 1}`, startsOn: `${year}-09-01`, endsOn: `${year + 1}-08-31` }
}
