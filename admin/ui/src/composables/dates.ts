const DAY = 86_400_000

/** Days from `now` to `date` in the reader's own calendar: 0 today, 1 tomorrow, -1 yesterday. */
export function daysBetween(now: Date, date: Date): number {
  const midnight = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate())
  return Math.round((midnight(date) - midnight(now)) / DAY)
}

/** The time as people say it: « 8 h 30 », "8:30 am". */
export function sayTime(date: Date, locale: string): string {
  if (!locale.startsWith('fr')) {
    return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(date)
  }
  const minutes = date.getMinutes()
  return minutes === 0
    ? `${date.getHours()}\u00a0h`
    : `${date.getHours()}\u00a0h\u00a0${String(minutes).padStart(2, '0')}`
}

const past = (weekday: string, locale: string): string =>
  locale.startsWith('fr') ? `${weekday} dernier` : `last ${weekday}`

function sayDay(date: Date, now: Date, locale: string): string {
  const days = daysBetween(now, date)
  if (Math.abs(days) <= 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
      .format(days, 'day')
      .replace("'", '’')
  }
  if (Math.abs(days) < 7) {
    const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(date)
    return days < 0 ? past(weekday, locale) : weekday
  }
  const sameYear = date.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date)
}

/** A date as people say it: « demain 8 h 30 », « jeudi », « 2 septembre ». */
export function sayDate(
  date: Date,
  options: { locale: string; now?: Date; time?: boolean }
): string {
  const day = sayDay(date, options.now ?? new Date(), options.locale)
  return options.time === false ? day : `${day} ${sayTime(date, options.locale)}`
}

/** The exact moment, for whoever hovers or listens. */
export function exactDate(date: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(date)
}
