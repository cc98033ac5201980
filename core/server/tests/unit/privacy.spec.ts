import { test } from '@japa/runner'
import { idsIn, maskOthers } from '../../app/privacy/masks.ts'
import { childrenFirst } from '../../app/privacy/table_order.ts'
import { cutoffOf, yearCutoffOf } from '../../app/privacy/retention_dates.ts'

const ONE = '01a21194-84fe-7bea-bfe1-904ffc8e21a6'
const TWO = '01a21194-bff2-74e5-811d-02445119a302'
const NOW = new Date('2026-11-25T10:00:00Z')

test.group('Other people are masked', () => {
  test('by id and by name, the same all through one archive', ({ assert }) => {
    const value = { by: ONE, text: 'Vu par Léa Petit, et Léa Petitjean.', list: [TWO, ONE, null] }
    assert.sameMembers([...idsIn(value)], [ONE, TWO])
    const known = new Map<string, string>()
    const masked = maskOthers(value, { ids: new Set([ONE]), names: ['Léa Petit'] }, known)
    assert.deepEqual(masked, {
      by: 'personne 1',
      text: 'Vu par personne 2, et Léa Petitjean.',
      list: [TWO, 'personne 1', null],
    })
    assert.equal(maskOthers(ONE, { ids: new Set([ONE]), names: [] }, known), 'personne 1')
  })
})

test.group('Tables are emptied in order', () => {
  test('those that point at others come first, circles are cut', ({ assert }) => {
    const links = [
      { child: 'lines', parent: 'orders' },
      { child: 'notes', parent: 'lines' },
      { child: 'a', parent: 'b' },
      { child: 'b', parent: 'a' },
    ]
    const order = childrenFirst(['orders', 'lines', 'notes', 'a', 'b'], links)
    assert.isBelow(order.indexOf('notes'), order.indexOf('lines'))
    assert.isBelow(order.indexOf('lines'), order.indexOf('orders'))
    assert.sameMembers(order, ['orders', 'lines', 'notes', 'a', 'b'])
  })
})

test.group('Durations of keeping', () => {
  test('count from the end of a school year that has ended for so long', ({ assert }) => {
    const years = [{ endsOn: '2024-08-31' }, { endsOn: '2025-08-31' }, { endsOn: '2026-08-31' }]
    const cutoff = yearCutoffOf('P1Y', { years, now: NOW })
    assert.equal(cutoff!.toISOString(), '2025-08-31T21:59:59.999Z')
    assert.isUndefined(yearCutoffOf('P5Y', { years, now: NOW }))
  })
  test('or back from now, over the change of clocks', ({ assert }) => {
    assert.equal(cutoffOf('P1M', NOW).toISOString(), '2026-10-25T10:00:00.000Z')
    assert.equal(cutoffOf('P2M', NOW).toISOString(), '2026-09-25T09:00:00.000Z')
  })
})
