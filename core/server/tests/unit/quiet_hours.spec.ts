import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import {
  dailyTime,
  deliveryTime,
  isQuiet,
  NATIONAL_WEEK,
  openFrom,
  sideOf,
  weeklyTime,
  type QuietRules,
} from '../../app/calendar/quiet_hours.ts'

const ZONE = 'Europe/Paris'
const RULES: QuietRules = {
  timezone: ZONE,
  week: NATIONAL_WEEK,
  zone: 'C',
  holidays: true,
  exceptions: [],
}
const paris = (local: string) => DateTime.fromISO(local, { zone: ZONE }).toJSDate()
const said = (date: Date) =>
  DateTime.fromJSDate(date, { zone: ZONE }).toISO({
    suppressSeconds: true,
    suppressMilliseconds: true,
    includeOffset: false,
  })

test.group('Quiet hours: examples', () => {
  const CASES: [string, string, string][] = [
    ['a Tuesday at ten: at once', '2026-11-24T10:00', '2026-11-24T10:00'],
    ['at 20:05: the next day at 7', '2026-11-24T20:05', '2026-11-25T07:00'],
    ['at 20:00 sharp it is quiet', '2026-11-24T20:00', '2026-11-25T07:00'],
    ['a minute before it is not', '2026-11-24T19:59', '2026-11-24T19:59'],
    ['at 7:00 sharp it is over', '2026-11-25T07:00', '2026-11-25T07:00'],
    ['in the small hours: that morning', '2026-11-25T03:00', '2026-11-25T07:00'],
    ['on Friday evening: on Monday', '2026-11-27T20:00', '2026-11-30T07:00'],
    ['on Sunday: on Monday', '2026-11-29T12:00', '2026-11-30T07:00'],
    ['after classes before Christmas: in January', '2026-12-18T21:00', '2027-01-04T07:00'],
    ['on a public holiday: the day after', '2026-11-11T10:00', '2026-11-12T07:00'],
    ['on the bridge of Ascension: on Monday', '2027-05-06T09:00', '2027-05-10T07:00'],
    ['in the winter of zone C', '2027-02-10T09:00', '2027-02-22T07:00'],
    ['in summer: the first day of school', '2027-07-20T09:00', '2027-09-01T07:00'],
  ]
  for (const [title, now, expected] of CASES)
    test(title, ({ assert }) => {
      assert.equal(
        said(deliveryTime(paris(now), RULES, { from: 'staff', to: 'families' })),
        expected
      )
    })

  test('zone A is at school while zone C is on holiday', ({ assert }) => {
    const now = paris('2027-02-10T09:00')
    assert.isFalse(isQuiet(now, { ...RULES, zone: 'A' }))
    assert.isTrue(isQuiet(now, RULES))
    assert.isFalse(isQuiet(now, { ...RULES, zone: null }))
    assert.isFalse(isQuiet(now, { ...RULES, holidays: false }))
  })

  test('only what staff send to staff does not wait', ({ assert }) => {
    const night = paris('2026-11-24T23:00')
    const opening = paris('2026-11-25T07:00')
    for (const from of ['staff', 'families'] as const)
      for (const to of ['staff', 'families'] as const)
        assert.deepEqual(
          deliveryTime(night, RULES, { from, to }),
          from === 'staff' && to === 'staff' ? night : opening,
          `${from} → ${to}`
        )
    assert.equal(sideOf(['guardian', 'teacher']), 'staff')
    assert.equal(sideOf(['student']), 'families')
  })

  test('an exception opens an evening, another closes a day', ({ assert }) => {
    const evening = { opens: '07:00', closes: '22:00' }
    const exceptions = [
      { from: '2026-11-24', to: '2026-11-24', hours: evening, label: 'Réunion' },
      { from: '2026-11-25', to: '2026-11-26', hours: null, label: 'Pont' },
    ]
    const rules = { ...RULES, exceptions }
    assert.equal(said(openFrom(paris('2026-11-24T21:30'), rules)), '2026-11-24T21:30')
    assert.equal(said(openFrom(paris('2026-11-24T22:30'), rules)), '2026-11-27T07:00')
  })

  test('an opening is an hour of the clocks, before and after they change', ({ assert }) => {
    const daily: QuietRules = { ...RULES, holidays: false, week: Array(7).fill(NATIONAL_WEEK[0]) }
    for (const [night, morning] of [
      ['2026-10-24T23:00', '2026-10-25T07:00'],
      ['2027-03-27T23:00', '2027-03-28T07:00'],
    ] as const)
      assert.equal(said(openFrom(paris(night), daily)), morning)
    const autumn = openFrom(paris('2026-10-24T20:00'), daily)
    const spring = openFrom(paris('2027-03-27T20:00'), daily)
    assert.equal(autumn.getTime() - paris('2026-10-24T20:00').getTime(), 12 * 3_600_000)
    assert.equal(spring.getTime() - paris('2027-03-27T20:00').getTime(), 10 * 3_600_000)
  })

  test('digests go at the opening, and on Friday at 18:00', ({ assert }) => {
    const at = (time: string) => paris(`2026-11-24T${time}`)
    assert.equal(said(dailyTime(at('10:00'), RULES)), '2026-11-25T07:01')
    assert.equal(said(dailyTime(at('07:00'), RULES)), '2026-11-24T07:01')
    assert.equal(said(dailyTime(paris('2026-11-27T10:00'), RULES)), '2026-11-30T07:01')
    assert.equal(said(weeklyTime(at('10:00'), RULES)), '2026-11-27T18:00')
    assert.equal(said(weeklyTime(paris('2026-11-27T18:30'), RULES)), '2026-12-04T18:00')
    assert.equal(said(weeklyTime(paris('2026-12-18T18:30'), RULES)), '2027-01-04T07:00')
  })
})

const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const hours = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 })
  .map((two) => two.sort((a, b) => a - b))
  .map(([opens, closes]) => ({ opens: time(opens!), closes: time(closes!) }))
const day = fc
  .date({ min: new Date('2026-09-01'), max: new Date('2027-06-30'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const exception = fc.record({
  from: day,
  to: day,
  hours: fc.option(hours, { nil: null }),
  label: fc.constant(''),
})
const rules = fc
  .record({
    timezone: fc.constantFrom(ZONE, 'Indian/Reunion', 'America/Cayenne', 'Pacific/Noumea'),
    week: fc.array(fc.option(hours, { nil: null }), { minLength: 7, maxLength: 7 }),
    zone: fc.constantFrom('A', 'B', 'C', null),
    holidays: fc.boolean(),
    exceptions: fc.array(exception, { maxLength: 3 }),
  })
  .filter(({ week }) => week.some(Boolean)) as fc.Arbitrary<QuietRules>
const moment = fc.date({
  min: new Date('2026-09-01'),
  max: new Date('2027-09-30'),
  noInvalidDate: true,
})
const side = fc.constantFrom('staff' as const, 'families' as const)

test.group('Quiet hours: for every rule and moment', () => {
  test('a delivery is never early, lands when open, and stays where it is', ({ assert }) => {
    fc.assert(
      fc.property(rules, moment, side, side, (rule, now, from, to) => {
        const then = deliveryTime(now, rule, { from, to })
        assert.isTrue(then >= now)
        if (from === 'staff' && to === 'staff') return assert.deepEqual(then, now)
        assert.isFalse(isQuiet(then, rule))
        assert.deepEqual(deliveryTime(then, rule, { from, to }), then)
      })
    )
  })

  test('it is the first open moment: every moment before it is quiet', ({ assert }) => {
    fc.assert(
      fc.property(rules, moment, fc.double({ min: 0, max: 1, noNaN: true }), (rule, now, part) => {
        const then = openFrom(now, rule)
        const between = new Date(now.getTime() + (then.getTime() - now.getTime()) * part)
        if (between < then) assert.isTrue(isQuiet(between, rule))
      })
    )
  })

  test('what was sent later is not delivered earlier', ({ assert }) => {
    fc.assert(
      fc.property(rules, moment, moment, (rule, one, other) => {
        const [first, second] = one <= other ? [one, other] : [other, one]
        assert.isTrue(openFrom(first, rule) <= openFrom(second, rule))
        assert.isTrue(dailyTime(first, rule) <= dailyTime(second, rule))
        assert.isTrue(weeklyTime(first, rule) <= weeklyTime(second, rule))
      })
    )
  })

  test('a digest never goes before what it holds is delivered', ({ assert }) => {
    fc.assert(
      fc.property(rules, moment, (rule, now) => {
        assert.isTrue(dailyTime(now, rule) >= openFrom(now, rule) || !isQuiet(now, rule))
        assert.isTrue(weeklyTime(now, rule) >= openFrom(now, rule))
      })
    )
  })
})
