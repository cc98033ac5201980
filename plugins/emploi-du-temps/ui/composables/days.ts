/** A day (`yyyy-mm-dd`) as a date at noon of the reader's clocks, so that it is that day everywhere. */
export function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00`)
}

const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')

export function todayHere(): string {
  return dayOf(new Date())
}

export function addDays(day: string, days: number): string {
  const date = dateOf(day)
  date.setDate(date.getDate() + days)
  return dayOf(date)
}

export function mondayOf(day: string): string {
  return addDays(day, -((dateOf(day).getDay() + 6) % 7))
}

/** « mardi 24 novembre ». @public */
export function sayDay(day: string, locale: string, style: 'long' | 'short' = 'long'): string {
  const month = style === 'long' ? 'long' : 'short'
  return new Intl.DateTimeFormat(locale, { weekday: style, day: 'numeric', month }).format(
    dateOf(day)
  )
}

/** « du 23 au 28 novembre 2026 », as the locale writes a span. @public */
export function saySpan(from: string, to: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' })
  return format.formatRange(dateOf(from), dateOf(to))
}

/** `09:00` as « 9 h », `09:30` as « 9 h 30 »; the English way elsewhere. @public */
export function sayHour(time: string, locale: string): string {
  const [hours = '0', minutes = '00'] = time.split(':')
  if (!locale.startsWith('fr')) return `${Number(hours)}:${minutes}`
  return minutes === '00' ? `${Number(hours)}\u00a0h` : `${Number(hours)}\u00a0h\u00a0${minutes}`
}
