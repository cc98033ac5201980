/**
 * Quiet hours of a school that never closes, as `PUT …/quiet-hours` takes them: what is told to pupils and
 * families is read at once, whatever the hour at which the tests run.
 */
export const NEVER_CLOSED = {
  week: Array.from({ length: 7 }, () => ({ opens: '00:00', closes: '24:00' })),
  zone: 'none',
  holidays: false,
  exceptions: [] as object[],
  bypass: ['head'],
}
