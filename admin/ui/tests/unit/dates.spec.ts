import { test } from '@japa/runner'
import { sayDate } from '../../src/composables/dates.ts'

const now = new Date(2026, 10, 24, 14, 0)
const fr = (date: Date, time?: boolean) => sayDate(date, { locale: 'fr', now, time })

test.group('Dates as people say them', () => {
  test('tomorrow and yesterday have their names, and the time its h', ({ assert }) => {
    assert.equal(fr(new Date(2026, 10, 25, 8, 30)), 'demain 8\u00a0h\u00a030')
    assert.equal(fr(new Date(2026, 10, 23, 9, 5)), 'hier 9\u00a0h\u00a005')
    assert.equal(fr(new Date(2026, 10, 24, 0, 0)), 'aujourd’hui 0\u00a0h')
  })

  test('a day of this week has its weekday, and one gone says so', ({ assert }) => {
    assert.equal(fr(new Date(2026, 10, 26, 14, 0), false), 'jeudi')
    assert.equal(fr(new Date(2026, 10, 20, 14, 0), false), 'vendredi dernier')
    assert.equal(sayDate(new Date(2026, 10, 20), { locale: 'en', now, time: false }), 'last Friday')
  })

  test('a far date has its day and month, and its year when it is another', ({ assert }) => {
    assert.equal(fr(new Date(2026, 8, 2), false), '2 septembre')
    assert.equal(fr(new Date(2027, 0, 15), false), '15 janvier 2027')
  })
})
