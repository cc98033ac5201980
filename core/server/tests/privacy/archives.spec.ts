import { test } from '@japa/runner'
import { rightsPlace, SCHOOL } from './place.ts'

test.group('Archives of people', (group) => {
  const { place, query, as, ready, write, open } = rightsPlace(group)

  test('somebody of two schools has both in his archive, others masked, and nobody else may have it', async ({
    assert,
  }) => {
    const guardian = await as('guardian.1')
    const asked = await guardian.post('/api/me/exports')
    assert.equal(asked.status, 202, JSON.stringify(asked.body) + place.host.output())
    assert.equal((await guardian.post('/api/me/exports')).status, 409)
    const [archive] = await ready(guardian, '/api/me/exports')
    const path = `/api/me/exports/${archive!.id}/archive`
    const entries = await open(guardian, path)
    assert.sameMembers(
      [...entries!.keys()],
      ['LISEZ-MOI.txt', 'compte.json', '0990001N/etablissement.json']
    )
    const school = JSON.parse(entries!.get('0990001N/etablissement.json')!)
    assert.equal(school.guardianships[0].studentId, 'personne 1')
    assert.notInclude([...entries!.values()].join(), place.world.schools[0]!.members['student']!)
    assert.isUndefined(await open(await as('student.1'), path))
    assert.isUndefined(await open(place.head, path))

    const both = await as('both')
    await both.post('/api/me/exports')
    const [mine] = await ready(both, '/api/me/exports')
    const all = await open(both, `/api/me/exports/${mine!.id}/archive`)
    assert.includeMembers(
      [...all!.keys()],
      ['0990001N/etablissement.json', '0990003R/etablissement.json']
    )
  })

  test('what a member wrote is in the archive that the head has made, of this school only', async ({
    assert,
  }) => {
    const { members } = place.world.schools[0]!
    const made = await write(place.head, 'Une nouvelle')
    const base = `${SCHOOL}/people/${members['head']}/exports`
    assert.equal((await place.otherHead.post(base)).status, 404)
    assert.equal((await (await as('teacher.1')).post(base)).status, 403)
    assert.equal((await place.head.post(base)).status, 202)
    const [archive] = await ready(place.head, base)
    const entries = await open(place.head, `${base}/${archive!.id}/archive`)
    const written = JSON.parse(entries!.get(`0990001N/actualites/${made.body.id}.json`)!)
    assert.equal(written.title, 'Une nouvelle')
    const traced = await query<{ action: string }>(
      `select distinct action from core.audit_log where object = $1 order by action`,
      [members['head']]
    )
    assert.deepEqual(
      traced.map(({ action }) => action),
      ['member.export-asked', 'member.export-read']
    )
  })
})
