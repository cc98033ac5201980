import type { Notification } from '@preau/client'
import { daysBetween, sayDate } from '@preau/ui'

/** The notifications of one day, as its reader calls it. */
export interface Day {
  key: number
  title: string
  items: Notification[]
}

/** Groups a list in order of time by the reader's own days. */
export function byDay(items: readonly Notification[], locale: string, now = new Date()): Day[] {
  const days: Day[] = []
  for (const item of items) {
    const at = new Date(item.at)
    const key = daysBetween(now, at)
    if (days.at(-1)?.key !== key) days.push({ key, title: titleOf(at, locale, now), items: [] })
    days.at(-1)!.items.push(item)
  }
  return days
}

function titleOf(at: Date, locale: string, now: Date): string {
  const said = sayDate(at, { locale, now, time: false })
  return said.charAt(0).toLocaleUpperCase(locale) + said.slice(1)
}
