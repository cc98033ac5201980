/** A Tuesday of the present school year, of no holidays in any zone: the last of November. */
export function schoolDay(now = new Date()): string {
  const year = now.getMonth() < 8 ? now.getFullYear() - 1 : now.getFullYear()
  const last = new Date(Date.UTC(year, 10, 30))
  last.setUTCDate(last.getUTCDate() - ((last.getUTCDay() + 5) % 7))
  return last.toISOString().slice(0, 10)
}
