import { createTestHost, type PluginHost, type TestMember, type TestSchool } from '@preau/testing'
import { test } from '@japa/runner'
import timetable from '../plugin.ts'
import { codeIn, type Lesson, type Plan } from './answers.ts'
import { empSts, ical, sent, stsEmp, type EmpSts } from './feeds.ts'

const LATIN = (text: string) => Buffer.from(text, 'latin1')
const MONDAY = '2026-11-23'

test.group('The timetable of a school', (group) => {
  let host: PluginHost
  let school: TestSchool
  let teacher: TestMember
  let life: TestMember
  let pupils: TestMember[]
  let parent: TestMember

  group.setup(async () => {
    host = await createTestHost({ plugins: [timetable] })
    school = await host.school()
    teacher = await school.member('teacher', { name: 'Hélène' })
    life = await school.member('school-life', { name: 'Yann' })
    pupils = []
    for (const [name, groups] of [
      ['Lina', ['5A', '5LV2ESP']],
      ['Noé', ['5A', '5LV2ALL']],
      ['Tom', ['5B', '5LV2ALL']],
    ] as const)
      pupils.push(await school.member('student', { name, groups: [...groups] }))
    await host.sql(`update core.groups set kind = 'teaching' where name like '5LV2%'`)
    parent = await school.member('guardian', { name: 'Claire', children: [pupils[0]!, pupils[1]!] })
    return () => host.close()
  })

  const feed: Omit<EmpSts, 'uai'> = {
    divisions: {
      '5A': [
        {
          subject: '020700',
          teacher: '8001',
          lessons: [
            { day: 1, at: '0900' },
            { day: 2, at: '1000', alternation: 'A' },
          ],
        },
        { subject: '061300', teacher: '8002', lessons: [{ day: 1, at: '1000', room: '99' }] },
      ],
      '5B': [{ subject: '020700', teacher: '8001', lessons: [{ day: 3, at: '0800' }] }],
    },
    groups: {
      '5LV2ESP': [{ subject: '030602', teacher: '8001', lessons: [{ day: 4, at: '0900' }] }],
      '5LV2ALL': [{ subject: '030102', teacher: '8002', lessons: [{ day: 4, at: '0900' }] }],
    },
    alternations: {
      H: ['2026-11-23', '2026-11-30', '2026-12-21'],
      A: ['2026-11-23'],
      B: ['2026-11-30'],
    },
  }
  const names = () =>
    LATIN(
      stsEmp(
        { '8001': ['ESSAI', 'Hélène'], '8002': ['PETIT', 'Marc'] },
        {
          '020700': 'Français',
          '061300': 'Mathématiques',
          '030602': 'Espagnol',
          '030102': 'Allemand',
        }
      )
    )
  const files = (more: Partial<EmpSts> = {}) => [
    sent('sts_emp.xml', names()),
    sent('emp_sts.xml', LATIN(empSts({ uai: school.uai, ...feed, ...more }))),
  ]
  const send = async (body: object) => {
    const { status, body: answer } = await school.head.post('/imports', body)
    return { status, plan: answer as Plan, code: codeIn(answer) }
  }
  const apply = async (id: string, confirmed = false) => {
    const { status, body } = await school.head.post(`/imports/${id}/apply`, { confirmed })
    if (status !== 202) throw new Error(JSON.stringify(body))
    await host.jobs.drain()
    return (await school.head.get(`/imports/${id}`)).body as Plan
  }
  const week = async (who: TestMember, query = '') => {
    const { status, body } = await who.get(`/week?day=${MONDAY}${query}`)
    return {
      status,
      ...(body as { lessons: Lesson[]; children: { id: string }[]; daysOff: object[] }),
    }
  }
  const said = (lessons: Lesson[]) =>
    lessons.map(({ day, starts, subject }) => `${day.slice(8)} ${starts} ${subject}`)

  test('a first look at the files changes nothing, and says what is not known', async ({
    assert,
  }) => {
    const { status, plan } = await send({ files: files() })
    assert.equal(status, 201, JSON.stringify(plan))
    assert.deepInclude(plan.counts, { read: 6, added: 6, removed: 0 })
    assert.deepEqual(
      plan.unknown.map(({ kind, key, label, courses }) => [kind, key, label, courses]),
      [['teacher', 'sts:8002', 'PETIT Marc', 2]]
    )
    assert.deepEqual(
      plan.problems.map(({ code, severity, values }) => [code, severity, values['name']]),
      [['room', 'warning', '99']]
    )
    assert.isAbove(plan.problems[0]!.line, 3)
    assert.isEmpty(await school.rows('courses'))
  })

  test('what the school says of a name is remembered; applied, everybody finds his own lessons', async ({
    assert,
  }) => {
    const marc = await school.member('teacher', { name: 'Autre nom' })
    const told = await school.head.put('/mappings', {
      ...{ kind: 'teacher', external: 'sts:8002', label: 'PETIT Marc', member: marc.id },
    })
    assert.equal(told.status, 204)
    const { plan } = await send({ files: files() })
    assert.deepEqual(plan.unknown, [])
    const applied = await apply(plan.id)
    assert.deepInclude(applied.counts, { added: 6 })

    assert.deepEqual(said((await week(pupils[0]!)).lessons), [
      '23 09:00 Français',
      '23 10:00 Mathématiques',
      '24 10:00 Français',
      '26 09:00 Espagnol',
    ])
    assert.deepEqual(said((await week(pupils[2]!)).lessons), [
      '25 08:00 Français',
      '26 09:00 Allemand',
    ])
    assert.deepEqual(said((await week(marc)).lessons), [
      '23 10:00 Mathématiques',
      '26 09:00 Allemand',
    ])
    const second = await pupils[0]!.get('/week?day=2026-12-03')
    assert.deepEqual(said((second.body as { lessons: Lesson[] }).lessons), [
      '30 09:00 Français',
      '30 10:00 Mathématiques',
      '03 09:00 Espagnol',
    ])
    assert.deepEqual((second.body as { alternations: object[] }).alternations, [
      { name: 'Semaine B', weeks: ['2026-11-30'] },
    ])
  })

  test('the same files again change nothing', async ({ assert }) => {
    const before = await school.rows('courses')
    const { plan } = await send({ files: files(), from: '2026-09-01' })
    assert.deepInclude(plan.counts, { added: 0, changed: 0, removed: 0, same: 6 })
    await apply(plan.id)
    assert.deepEqual(await school.rows('courses'), before)
  })

  test('earlier weeks stay, and what the files no longer have goes', async ({ assert }) => {
    const less = { ...feed.divisions, '5A': [feed.divisions!['5A']![0]!] }
    const { plan } = await send({ files: files({ divisions: less }), from: '2026-11-30' })
    assert.deepInclude(plan.counts, { removed: 1, added: 0 })
    await apply(plan.id)
    assert.include(said((await week(pupils[0]!)).lessons), '23 10:00 Mathématiques')
    const next = await pupils[0]!.get('/week?day=2026-11-30')
    assert.notInclude(JSON.stringify(next.body), 'Mathématiques')
    const back = await send({ files: files(), from: '2026-11-30' })
    await apply(back.plan.id)
  })

  test('holidays of the zone have no lesson', async ({ assert }) => {
    await school.head.put(`/api/schools/${school.uai}/quiet-hours`, {
      ...{ week: Array(7).fill({ opens: '07:00', closes: '20:00' }), zone: 'B', holidays: true },
      ...{ exceptions: [], bypass: ['head'] },
    })
    const { body } = await pupils[0]!.get('/week?day=2026-12-21')
    const { lessons, daysOff } = body as { lessons: Lesson[]; daysOff: { reason: string }[] }
    assert.isEmpty(lessons)
    assert.equal(daysOff[0]?.reason, 'christmas')
  })

  test('a parent sees his children; a pupil nobody else; a teacher any class', async ({
    assert,
  }) => {
    const [lina, , tom] = pupils
    assert.lengthOf((await week(parent)).children, 2)
    assert.lengthOf((await week(parent, `&member=${lina!.id}`)).lessons, 4)
    assert.equal((await week(parent, `&member=${tom!.id}`)).status, 404)
    assert.equal((await week(lina!, `&member=${tom!.id}`)).status, 404)
    assert.equal((await week(lina!, `&group=${await school.group('5B')}`)).status, 404)
    assert.deepEqual(said((await week(teacher, `&group=${await school.group('5B')}`)).lessons), [
      '25 08:00 Français',
      '26 09:00 Allemand',
    ])
    assert.deepEqual(said((await week(life, `&group=${await school.group('5LV2ESP')}`)).lessons), [
      '26 09:00 Espagnol',
    ])
    const whole = await week(life, `&group=${await school.group('5A')}`)
    assert.includeMembers(said(whole.lessons), [
      '23 09:00 Français',
      '26 09:00 Allemand',
      '26 09:00 Espagnol',
    ])
    assert.lengthOf(whole.lessons, 5)
    assert.lengthOf((await week(life, '&room=99')).lessons, 1)
    assert.equal((await week(life, '&member=nobody')).status, 404)
    const { body } = await parent.get(`/today?day=${MONDAY}`)
    assert.deepEqual(
      (body as { children: { lessons: object[] }[] }).children.map(({ lessons }) => lessons.length),
      [2, 2]
    )
  })

  const change = (lesson: Lesson, body: object, who = life) =>
    who.put(`/lessons/${lesson.courseId}/${lesson.plannedOn}`, {
      ...{ cancelled: false, toDay: null, starts: null, ends: null, room: null, ...body },
    })
  const lessonAt = async (day: string, starts: string) =>
    (await week(pupils[0]!)).lessons.find(
      (lesson) => lesson.plannedOn === day && lesson.starts === starts
    )!

  test('school life cancels a lesson, moves one, changes a room; those concerned are told, nobody else', async ({
    assert,
  }) => {
    const maths = await lessonAt('2026-11-23', '10:00')
    assert.equal((await change(maths, { cancelled: true, note: 'M. Petit absent' })).status, 200)
    const french = await lessonAt('2026-11-23', '09:00')
    await change(french, { room: '14' })
    const moved = await lessonAt('2026-11-24', '10:00')
    await change(moved, { toDay: '2026-12-02', starts: '11:00', ends: '12:00' })
    const { lessons } = await week(pupils[0]!)
    assert.deepEqual(
      lessons.map(({ state, room }) => `${state} ${room}`),
      ['changed 14', 'cancelled 99', 'away 12', 'planned 12']
    )
    const next = await pupils[0]!.get('/week?day=2026-12-02')
    assert.include(said((next.body as { lessons: Lesson[] }).lessons), '02 11:00 Français')
    await host.jobs.drain()
    const told = async (who: TestMember) =>
      (
        await host.sql<{ kind: string }>(
          `select x.kind from core.notifications n join core.notices x on x.school_id = n.school_id and x.id = n.notice_id
           where n.member_id = $1 and x.plugin = 'emploi-du-temps'`,
          [who.id]
        )
      ).length
    assert.equal(await told(pupils[0]!), 3)
    assert.equal(await told(parent), 3)
    assert.equal(await told(teacher), 2)
    assert.equal(await told(pupils[2]!), 0)
  })

  test('what was changed may be taken back; what cannot be is said', async ({ assert }) => {
    const maths = await lessonAt('2026-11-23', '10:00')
    const codeOf = async (body: object, who = life) => codeIn((await change(maths, body, who)).body)
    assert.equal(await codeOf({ toDay: '2026-12-25' }), 'E_EMPLOI_DAY_OFF')
    assert.equal(await codeOf({ toDay: '2026-02-31' }), 'E_EMPLOI_DAY')
    assert.equal(await codeOf({ starts: '11:00', ends: '10:00' }), 'E_EMPLOI_HOURS')
    assert.equal(await codeOf({ cancelled: true }, teacher), 'E_FORBIDDEN')
    const wrong = await change({ ...maths, plannedOn: '2026-11-24' }, { cancelled: true })
    assert.equal(wrong.status, 404)
    const restored = await life.delete(`/lessons/${maths.courseId}/${maths.plannedOn}`)
    assert.equal(restored.status, 204)
    assert.equal((await lessonAt('2026-11-23', '10:00')).state, 'planned')
  })

  test('a calendar brings lessons: recurrences, time zones, parts of classes, what is cancelled', async ({
    assert,
  }) => {
    const calendar = ical([
      {
        start: ':20261123T130000Z',
        end: ':20261123T140000Z',
        words: [
          'Matière : SVT',
          'Professeur : ESSAI H.',
          'Partie de classe : 5A GR1',
          'Salle : 21',
        ],
        more: ['RRULE:FREQ=WEEKLY;COUNT=3', 'CATEGORIES:Cours - Cours'],
      },
      {
        start: ';TZID=America/New_York:20261124T090000',
        end: ';TZID=America/New_York:20261124T100000',
        words: ['Matière : SVT', 'Classe : 5A'],
        more: ['CATEGORIES:Cours - Prof. absent'],
      },
      { start: ':20261125T090000Z', end: ':20261125T100000Z', words: ['Matière : SVT'] },
      {
        start: ';TZID=Nulle/Part:20261124T090000',
        end: ';TZID=Nulle/Part:20261124T100000',
        words: ['Classe : 5A'],
      },
      { start: ';VALUE=DATE:20261219', end: ';VALUE=DATE:20270104', words: ['Vacances'] },
    ])
    const { status, plan } = await send({ files: [sent('5A.ics', calendar)], from: MONDAY })
    assert.equal(status, 201, JSON.stringify(plan))
    assert.deepEqual(
      plan.problems.map(({ code }) => code),
      ['nobody', 'timezone']
    )
    const line = (text: string) => calendar.split('\r\n').indexOf(text) + 1
    assert.isAbove(plan.problems[0]!.line, line('END:VEVENT'))
    assert.deepInclude(plan.counts, { read: 2, added: 2, removed: 0 })
    await apply(plan.id)
    const { lessons } = await week(pupils[0]!)
    const svt = lessons.filter(({ subject }) => subject === 'SVT')
    assert.deepEqual(
      svt.map(({ day, starts, state }) => `${day} ${starts} ${state}`),
      ['2026-11-23 14:00 planned', '2026-11-24 15:00 cancelled']
    )
    const third = await pupils[0]!.get('/week?day=2026-12-07')
    assert.deepEqual(said((third.body as { lessons: Lesson[] }).lessons), ['07 14:00 SVT'])
  })

  test('a part of a class is everybody’s until somebody says who is in it', async ({ assert }) => {
    const { body } = await life.get('/parts')
    const [part] = (body as { data: { id: string; name: string; members: string[] }[] }).data
    assert.deepInclude(part, { name: '5A GR1', members: [] })
    const [lina, noe, tom] = pupils
    const has = async (who: TestMember) =>
      (await week(who)).lessons.some(({ subject, day }) => subject === 'SVT' && day === MONDAY)
    assert.deepEqual([await has(lina!), await has(noe!), await has(tom!)], [true, true, false])
    const { pupils: list } = (await life.get(`/parts/${part!.id}`)).body as { pupils: object[] }
    assert.lengthOf(list, 3)
    const set = (members: string[]) => life.put(`/parts/${part!.id}`, { members })
    // Every way of parting the class.
    for (const inside of [[lina!], [noe!], [lina!, noe!], []]) {
      assert.equal((await set(inside.map(({ id }) => id))).status, 200)
      for (const one of [lina!, noe!])
        assert.equal(await has(one), !inside.length || inside.includes(one))
      assert.isFalse(await has(tom!))
    }
    assert.equal(codeIn((await set([tom!.id])).body), 'E_EMPLOI_PUPIL')
  })

  test('files that cannot be trusted change nothing, and say why', async ({ assert }) => {
    const xml = empSts({ uai: school.uai, ...feed })
    const one = async (text: string | Buffer, name = 'emp_sts.xml') =>
      (await send({ files: [sent(name, text)] })).code
    const before = await school.rows('courses')
    assert.equal(await one(xml.replace('</STRUCTURE>', '</STRUCTUR>')), 'E_EMPLOI_XML')
    assert.equal(await one(empSts({ ...feed, uai: '0750001A' })), 'E_EMPLOI_SCHOOL')
    assert.equal(await one(empSts({ uai: school.uai, ...feed, year: '2025' })), 'E_EMPLOI_YEAR')
    assert.equal(await one('Jour;Heure'), 'E_EMPLOI_FILES')
    assert.equal(await one(stsEmp({})), 'E_EMPLOI_EMPTY')
    assert.equal(await one('BEGIN:VCALENDAR\r\nBEGIN:VEVENT', 'x.ics'), 'E_EMPLOI_ICAL')
    const { code } = await send({ files: [{ name: 'x', content: 'pas du gzip' }] })
    assert.equal(code, 'E_EMPLOI_PACKED')
    assert.deepEqual(await school.rows('courses'), before)
  })

  test('odd files are read all the same, with a word on what is odd', async ({ assert }) => {
    const odd = empSts({
      ...{ uai: school.uai, encoding: 'UTF-8', misplaced: true, groups: feed.groups! },
      divisions: {
        ...feed.divisions,
        '5Z': [{ subject: '020700', teacher: '8001', lessons: [{ day: 1, at: '0800' }] }],
        '5B': [
          {
            subject: '020700',
            teacher: '8001',
            lessons: [
              { day: 9, at: '0800' },
              { day: 3, at: '0800' },
              { day: 3, at: '1100', alternation: 'C' },
            ],
          },
        ],
      },
      alternations: feed.alternations!,
    }).replace('Semaine H', 'Hébdomadaire')
    const { plan } = await send({
      files: [sent('sts_emp.xml', names()), sent('emp_sts.xml', LATIN(odd))],
    })
    const codes = plan.problems.map(({ code }) => code)
    for (const code of ['encoding', 'misplaced', 'hours', 'alternation', 'left-out'])
      assert.include(codes, code)
    assert.deepEqual(
      plan.unknown.map(({ key }) => key),
      ['5Z']
    )
    assert.deepInclude(plan.counts, { added: 0, removed: 0 })
  })

  test('whoever may not import does not', async ({ assert }) => {
    for (const who of [teacher, life, pupils[0]!, parent])
      assert.equal((await who.post('/imports', { files: files() })).status, 403)
    assert.equal((await pupils[0]!.get('/choices')).status, 403)
  })
})
