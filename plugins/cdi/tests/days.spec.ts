import { DateTime } from 'luxon'
import { test } from '@japa/runner'
import { daysAfter } from '../server/desk/days.ts'

const at = (text: string) => DateTime.fromISO(text, { zone: 'Europe/Paris' })

test.group('Days late', () => {
  test('are those of the calendar: the first moment of a day counts as its last, the night of 23 hours as one', ({
    assert,
  }) => {
    assert.equal(daysAfter(at('2026-11-25T00:00:00.000'), '2026-11-16'), 9)
    assert.equal(daysAfter(at('2026-11-25T23:59:59.999'), '2026-11-16'), 9)
    assert.equal(daysAfter(at('2026-03-30T00:00:00.000'), '2026-03-28'), 2)
    assert.equal(daysAfter(at('2026-10-26T12:00:00.000'), '2026-10-24'), 2)
    assert.equal(daysAfter(at('2026-11-25T12:00:00.000'), '2026-11-25'), 0)
    assert.equal(daysAfter(at('2026-11-25T12:00:00.000'), '2026-11-30'), 0)
  })
})
