import { test } from '@japa/runner'
import { Client } from 'pg'
import { type ImportBench, importBench, pupil, twoSchools } from './feed.ts'

const MEMBERS = `
  select s.uai, a.identifier, m.profiles, m.ended_at is not null as ended from core.members m
  join core.accounts a on a.id = m.account_id join core.schools s on s.id = m.school_id order by 1, 2`

test.group('An import of a feed', (group) => {
  let bench: ImportBench

  group.each.setup(async () => {
    bench = await importBench()
    return () => bench.close()
  })

  const rows = async <T extends object>(sql: string) => (await bench.client.query<T>(sql)).rows

  test('brings schools, members with all their profiles, one account a person', async ({
    assert,
  }) => {
    await bench.write(twoSchools())
    const report = await bench.run()
    assert.equal(report.status, 'applied', JSON.stringify(report))
    assert.equal(report.refusals.total, 0, JSON.stringify(report.refusals))
    const members = await rows<{ uai: string; identifier: string; profiles: string[] }>(MEMBERS)
    assert.deepEqual(
      members.map(({ uai, identifier, profiles }) => [uai, identifier, profiles.join()]),
      [
        ['0970001Z', 'ali.leroy', 'student'],
        ['0970001Z', 'anne.leroy', 'teacher,guardian'],
        ['0970001Z', 'eve.martin', 'guardian'],
        ['0970001Z', 'eve.martin2', 'guardian'],
        ['0970001Z', 'jean-eric.dangelo', 'student'],
        ['0970001Z', 'remi.blanc', 'head'],
        ['0970001Z', 'zoe.martin', 'student'],
        ['0970002A', 'eva.dupin', 'student'],
        ['0970002A', 'eve.martin', 'guardian'],
        ['0970002A', 'max.dupin', 'student'],
        ['0970002A', 'remi.blanc', 'head'],
        ['0970002A', 'tom.martin', 'student'],
      ]
    )
    const schools = await rows<{ name: string; label: string }>(
      'select name, label from core.schools s join core.school_years y on y.school_id = s.id order by uai'
    )
    assert.deepEqual(schools, [
      { name: 'Collège des Ormes', label: '2026-2027' },
      { name: 'Collège de l Etang', label: '2026-2027' },
    ])
  })

  test('brings classes, their teams, subjects, and relations with their rights', async ({
    assert,
  }) => {
    await bench.write(twoSchools())
    await bench.run()
    const places = await rows(
      `select g.kind, g.name, x.role, x.subjects from core.group_members x
       join core.groups g on g.school_id = x.school_id and g.id = x.group_id
       join core.members m on m.school_id = x.school_id and m.id = x.member_id
       join core.accounts a on a.id = m.account_id where a.identifier = 'anne.leroy' order by 1`
    )
    assert.deepEqual(places, [
      { kind: 'class', name: '6A', role: 'main-teacher', subjects: ['Français'] },
      { kind: 'team', name: 'Équipe 6A', role: 'main-teacher', subjects: [] },
    ])
    const relations = await rows(
      `select g.display_name as guardian, p.display_name as pupil, x.kinship, x.legal, x.in_charge, x.payment
       from core.guardianships x
       join core.members g on g.school_id = x.school_id and g.id = x.guardian_id
       join core.members p on p.school_id = x.school_id and p.id = x.student_id order by 2, 1`
    )
    const legal = { kinship: 'mother', legal: true, in_charge: false, payment: true }
    assert.deepEqual(relations, [
      { guardian: 'Anne Leroy', pupil: "Jean-Éric D'Angelo", ...legal },
      {
        ...{ guardian: 'Ève Martin', pupil: "Jean-Éric D'Angelo" },
        ...{ kinship: 'father', legal: false, in_charge: true, payment: false },
      },
      { guardian: 'Ève Martin', pupil: 'Tom Martin', ...legal },
      { guardian: 'Ève Martin', pupil: 'Zoé Martin', ...legal },
    ])
  })

  test('writes nothing the second time, and keeps nothing of the staging', async ({ assert }) => {
    await bench.write(twoSchools())
    await bench.run()
    const before = await bench.contents()
    const again = await bench.run()
    assert.deepInclude(again, { status: 'applied', written: 0, sameFeed: true })
    assert.equal(await bench.contents(), before)
    assert.deepEqual(await rows('select from core.staged_people'), [])
    const imports = await rows<{ status: string; same: boolean }>(
      `select status, (report->>'written')::int = 0 as same from core.imports order by id`
    )
    assert.deepEqual(imports, [
      { status: 'applied', same: false },
      { status: 'applied', same: true },
    ])
  })

  test('ends who is gone, and takes back who returns, under the same member', async ({
    assert,
  }) => {
    const feed = twoSchools()
    for (let n = 10; n < 20; n++)
      feed.Eleve.push(pupil(`p${n}`, 'AUTRE', `N${'abcdefghij'[n - 10]}`, '1'))
    await bench.write(feed)
    await bench.run()
    const ids = 'select id, account_id from core.members order by id'
    const before = await rows(ids)
    const left = { ...feed, Eleve: feed.Eleve.filter(({ id }) => id !== 'p2') }
    await bench.write(left)
    const gone = (await bench.run()).schools[0]
    assert.deepEqual(gone?.tables.members, { added: 0, changed: 1, gone: 2 })
    assert.equal(gone?.tables.guardianships?.gone, 2)
    assert.equal(gone?.tables.groupMembers?.gone, 1)
    const ended = (await rows<{ identifier: string; ended: boolean }>(MEMBERS)).filter(
      (m) => m.ended
    )
    assert.deepEqual(
      ended.map((m) => m.identifier),
      ['eve.martin2', 'jean-eric.dangelo']
    )
    await bench.write(feed)
    const back = (await bench.run()).schools[0]
    assert.deepEqual(back?.tables.members, { added: 0, changed: 3, gone: 0 })
    assert.deepEqual(await rows(ids), before)
    assert.deepEqual(await rows(`${ids.replace('order', 'where ended_at is not null order')}`), [])
  })

  test('does not empty a school by accident: more than a fifth leaving is refused until confirmed', async ({
    assert,
  }) => {
    const feed = twoSchools()
    await bench.write(feed)
    await bench.run()
    const before = await bench.contents()
    await bench.write({ ...feed, Eleve: feed.Eleve.filter(({ id }) => id !== 'p5' && id !== 'p6') })
    const refused = await bench.run()
    assert.equal(refused.status, 'partial')
    assert.deepInclude(refused.schools[1], { status: 'refused', code: 'E_IMPORT_TOO_MANY_LEAVERS' })
    assert.equal(await bench.contents(), before)
    const confirmed = await bench.run({ confirm: true })
    assert.equal(confirmed.status, 'applied')
    assert.equal(confirmed.schools[1]?.tables.members?.gone, 2)
  })

  test('leaves a school that the feed no longer has as it was, and says so', async ({ assert }) => {
    const feed = twoSchools()
    await bench.write(feed)
    await bench.run()
    await bench.write({
      ...feed,
      EtabEducNat: feed.EtabEducNat.slice(0, 1),
      Eleve: feed.Eleve.slice(0, 3),
    })
    const report = await bench.run()
    assert.deepInclude(report.schools[1], { status: 'absent', code: 'E_IMPORT_SCHOOL_ABSENT' })
    const active = await rows('select from core.members where ended_at is null')
    assert.lengthOf(active, 12)
  })

  test('an error in one school leaves the other applied, and nothing half-written', async ({
    assert,
  }) => {
    const admin = new Client({ connectionString: bench.adminUrl })
    await admin.connect()
    await admin.query(`
      create function core.refuse() returns trigger language plpgsql as
        $$ begin if new.family_name = 'Dupin' then raise exception 'not here'; end if; return new; end $$;
      create trigger refuse before insert on core.members for each row execute function core.refuse()`)
    await admin.end()
    await bench.write(twoSchools())
    const report = await bench.run()
    assert.equal(report.status, 'partial')
    assert.deepEqual(
      report.schools.map(({ uai, status, code }) => [uai, status, code]),
      [
        ['0970001Z', 'applied', undefined],
        ['0970002A', 'failed', 'E_IMPORT_SCHOOL'],
      ]
    )
    const schools = await rows('select uai from core.schools')
    assert.deepEqual(schools, [{ uai: '0970001Z' }])
    assert.deepEqual(await rows(`select from core.accounts where family_name = 'Dupin'`), [])
  })

  test('does not run beside another', async ({ assert }) => {
    await bench.write(twoSchools())
    const admin = new Client({ connectionString: bench.adminUrl })
    await admin.connect()
    await admin.query(`select pg_advisory_lock(hashtextextended('preau:directory-import', 0))`)
    const report = await bench.run()
    await admin.end()
    assert.deepInclude(report, { status: 'refused', code: 'E_IMPORT_RUNNING', written: 0 })
  })

  test('keeps a school’s name as somebody has spelt it, as long as only accents differ', async ({
    assert,
  }) => {
    await bench.write(twoSchools())
    await bench.run({ names: { '0970002A': { name: 'Collège de l Étang', city: 'Villebois' } } })
    const again = await bench.run()
    assert.equal(again.written, 0)
    assert.equal(again.schools[1]?.name, 'Collège de l Étang')
  })
})
