/** A day of the calendar, as people say it. @public */
export function sayDay(day: string, locale: string): string {
  const form = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return form.format(new Date(`${day}T00:00:00Z`))
}

/** The end of a day, here, as an instant. @public */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
