import vine from '@vinejs/vine'

const FORM = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
const FIRST_YEAR = 1900

/** The instant that the text names, in UTC; `undefined` when there is none such. */
function readInstant(text: string): string | undefined {
  const [, year, month, day] = (FORM.exec(text) ?? []).map(Number)
  const at = Date.parse(text)
  if (!year || !month || !day || Number.isNaN(at) || year < FIRST_YEAR) return undefined
  // A Date makes 3 March of 31 February.
  const written = new Date(Date.UTC(year, month - 1, day))
  return written.getUTCDate() === day ? new Date(at).toISOString() : undefined
}

/**
 * A Vine rule for a text that names an instant, from 1900 on, in ISO 8601 with its zone; the value becomes
 * that instant in UTC: `vine.string().use(instant())`.
 */
export const instant = vine.createRule((value, _options: undefined, field) => {
  const read = typeof value === 'string' ? readInstant(value) : undefined
  if (read === undefined) field.report('The {{ field }} field is no instant', 'instant', field)
  else field.mutate(read, field)
})
