import { test } from '@japa/runner'
import type {} from '@preau/testing'
import { PROFILES, type Profile } from '@preau/kit'
import {
  DEFAULTS,
  judge,
  matrixOf,
  rangeOf,
  REACHES,
  RELATIONS,
  type Relation,
  type Verdict,
} from '../../server/rules/rules.ts'

/** By who writes and to whom: without a tie, and with each tie that opens something. */
const EXPECTED: Record<Profile, Record<Profile, [Verdict, Partial<Record<Relation, Verdict>>]>> = {
  student: {
    ...staffOpen(),
    student: ['no', { classmates: 'adult' }],
    guardian: ['no', { parents: 'yes' }],
    teacher: ['no', { teachers: 'yes' }],
  },
  guardian: {
    ...staffOpen(),
    student: ['no', { children: 'yes' }],
    guardian: ['no', {}],
    teacher: ['no', { 'teachers-of-children': 'yes' }],
  },
  teacher: {
    ...staffOpen(),
    student: ['no', { pupils: 'yes' }],
    guardian: ['no', { 'parents-of-pupils': 'yes' }],
  },
  'school-life': everybody(),
  librarian: everybody(),
  head: everybody(),
  staff: { ...staffOpen(), student: ['no', { pupils: 'yes' }], guardian: ['no', {}] },
}

function everybody(): Record<Profile, [Verdict, object]> {
  return Object.fromEntries(PROFILES.map((one) => [one, ['yes', {}]])) as ReturnType<
    typeof everybody
  >
}
function staffOpen() {
  return everybody()
}

test.group('Rules of communication', () => {
  for (const from of PROFILES)
    for (const to of PROFILES)
      test(`${from} to ${to}: by default, for every tie`, ({ assert }) => {
        const range = rangeOf(DEFAULTS, [from])
        const [without, ties] = EXPECTED[from][to]
        assert.equal(judge(range, [to], []), without)
        for (const tie of RELATIONS)
          assert.equal(judge(range, [to], [tie]), ties[tie] ?? without, tie)
      })

  test('a school may tighten each pair, and never opens pupils and parents beyond the defaults', ({
    assert,
  }) => {
    const triples = PROFILES.flatMap((from) =>
      PROFILES.flatMap((to) => REACHES.map((reach) => ({ from, to, reach })))
    )
    for (const rule of triples) {
      const { from, to, reach } = rule
      const now = matrixOf([rule])[from][to]
      if (reach === 'none') assert.equal(now, 'none', `${from} ${to}`)
      const most = REACHES.indexOf(DEFAULTS[from][to])
      if (['student', 'guardian'].includes(from)) assert.isAtMost(REACHES.indexOf(now), most)
    }
  })

  test('who holds several profiles may do what each of them may', ({ assert }) => {
    const range = rangeOf(DEFAULTS, ['guardian', 'teacher'])
    assert.equal(judge(range, ['student'], ['children']), 'yes')
    assert.equal(judge(range, ['student'], ['pupils']), 'yes')
    assert.equal(judge(range, ['guardian'], []), 'no')
    assert.equal(judge(range, ['guardian', 'teacher'], []), 'yes')
  })
})
