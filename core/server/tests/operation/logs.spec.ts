import { test } from '@japa/runner'
import { Visitor } from '../../../testing/src/visitor.ts'
import { onPostgres } from '../jobs/backends.ts'
import { until, workshop } from '../jobs/workshop.ts'

const ADDRESS = '203.0.113.77'
const DEVICE = 'Navigateur de Lina Durand'
const PUPIL = 'Kevin Martin, 12 rue des Lilas'
const SEARCHED = 'ce-que-je-cherche'
const WRONG_PASSWORD = 'le-mot-de-passe-de-claire'

function constraintOf(line: Record<string, unknown> | undefined) {
  return (line?.['err'] as { constraint?: string } | undefined)?.constraint
}

test.group('Logs', (group) => {
  const { place, query, ask } = workshop(group, onPostgres, { LOG_LEVEL: 'trace' })

  async function live() {
    const visitor = new Visitor(place.host.url)
    visitor.headers = { 'x-forwarded-for': ADDRESS, 'x-request-id': 'r-1' }
    await visitor.signIn('student.1')
    await visitor.get(`/api/schools/0990001N/portal?q=${SEARCHED}`)
    await visitor.get(`/api/schools/0990001N/p/atelier/${SEARCHED}`)
    const stranger = new Visitor(place.host.url)
    await stranger.signIn('claire.durand', WRONG_PASSWORD)
    return visitor
  }

  /** The database refuses two rows, and quotes them in what it answers. */
  async function breakThings() {
    await query(`alter table core.sessions add constraint no_lina check (device <> '${DEVICE}')`)
    await query(
      `alter table plugin_atelier.marks add constraint no_kevin check (key not like 'Kevin%')`
    )
    const visitor = new Visitor(place.host.url)
    visitor.headers = { 'user-agent': DEVICE }
    const { status } = await visitor.signIn('student.1')
    await ask('mark', PUPIL)
    return status
  }

  test('they tell what happened, and nobody’s name, identifier, password, token or address', async ({
    assert,
  }) => {
    const visitor = await live()
    assert.equal(await breakThings(), 500)
    const { output } = place.host
    await until(
      async () => output(),
      (text) => text.includes('a job failed') && text.includes('request failed')
    )
    const lines = output()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)

    const requests = lines.filter(({ msg }) => msg === 'request')
    const of = (wanted: object) =>
      requests.find((line) => Object.entries(wanted).every(([key, value]) => line[key] === value))
    const [{ id: school } = { id: '' }] = await query<{ id: string }>(
      `select id from core.schools where uai = '0990001N'`
    )
    assert.exists(of({ route: '/api/session', method: 'POST', status: 201 }))
    assert.exists(of({ route: '/api/session', method: 'POST', status: 401 }))
    assert.exists(of({ route: '/api/session', method: 'POST', status: 500 }))
    assert.exists(of({ route: '/api/schools/:uai/portal', status: 200, school }))
    assert.isNumber(of({ route: '/api/schools/:uai/portal' })?.['ms'])
    const failed = lines.find(({ msg }) => msg === 'request failed')
    assert.equal(constraintOf(failed), 'no_lina')
    const job = lines.find(({ msg }) => msg === 'a job failed')
    assert.equal(constraintOf(job), 'no_kevin')
    assert.equal(job?.['school'], school)

    const cookies = [...visitor.cookies.values(), ...place.head.cookies.values()]
    const secrets = [
      ...['student.1', 'head.1', 'claire.durand', 'preau-demo', WRONG_PASSWORD, 'Essai'],
      ...[ADDRESS, DEVICE, PUPIL, 'Kevin', SEARCHED, '0990001N', ...cookies],
    ]
    for (const secret of secrets) assert.notInclude(output(), secret)
  })

  test('what the dashboard shows of a failed job quotes nobody either', async ({ assert }) => {
    const [row] = await query<{ failure: { message: string } }>(
      `select failure from core.outbox where job = 'mark' and failure is not null`
    )
    assert.include(row?.failure.message, 'no_kevin')
    assert.notInclude(row?.failure.message ?? '', 'Kevin')
  })
})
