import { test } from '@japa/runner'
import { easter, isPublicHoliday } from '../../app/calendar/public_holidays.ts'
import { CALENDAR_ENDS, holidaysOf, isSchoolHoliday } from '../../app/calendar/school_holidays.ts'
import { ZONES, zoneOfAcademy } from '../../app/calendar/school_zones.ts'

const weekday = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay()

test.group('The calendar of schools', () => {
  test('Easter and the days that follow it', ({ assert }) => {
    const known = { 2024: '2024-03-31', 2025: '2025-04-20', 2026: '2026-04-05', 2027: '2027-03-28' }
    for (const [year, day] of Object.entries(known))
      assert.equal(easter(Number(year)).toISOString().slice(0, 10), day)
    for (const day of ['2027-03-29', '2027-05-06', '2027-05-17', '2026-07-14', '2026-11-11'])
      assert.isTrue(isPublicHoliday(day), day)
    assert.isFalse(isPublicHoliday('2027-03-30'))
  })

  test('the last day of classes and the day of return are school days', ({ assert }) => {
    assert.isFalse(isSchoolHoliday('2026-10-17', 'B'))
    assert.isTrue(isSchoolHoliday('2026-10-18', 'B'))
    assert.isTrue(isSchoolHoliday('2026-11-01', 'B'))
    assert.isFalse(isSchoolHoliday('2026-11-02', 'B'))
  })

  test('each zone has its winter and spring, two weeks long, one after another', ({ assert }) => {
    for (const zone of ZONES) {
      const all = holidaysOf(zone)
      all.forEach(({ after, back }, index) => {
        assert.isTrue(after < back)
        assert.isTrue((all[index - 1]?.back ?? '') < after, after)
      })
      for (const { name, after, back } of all.filter((one) => /winter|spring/.test(one.name))) {
        assert.equal(weekday(after), 6, `${zone} ${name}`)
        assert.equal(weekday(back), 1, `${zone} ${name}`)
        assert.equal((Date.parse(back) - Date.parse(after)) / 86_400_000, 16)
      }
      assert.equal(all.at(-1)?.back, CALENDAR_ENDS)
    }
  })

  test('the zone follows from the academy', ({ assert }) => {
    assert.equal(zoneOfAcademy('10'), 'A')
    assert.equal(zoneOfAcademy('9'), 'B')
    assert.equal(zoneOfAcademy('25'), 'C')
    assert.isNull(zoneOfAcademy('31'))
    assert.isNull(zoneOfAcademy(''))
  })
})
