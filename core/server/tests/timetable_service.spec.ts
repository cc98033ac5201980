import { test } from '@japa/runner'
import { arena, ONE } from './arena.ts'

/** Asks the timetable for lessons, and does without it. */
const LECTEUR = {
  id: 'lecteur',
  plugin: `import { definePlugin } from '@preau/kit'
    export default definePlugin({
      id: 'lecteur', category: 'resources', audience: ['teacher'], optional: { 'emploi-du-temps': '^0.1.0' },
      permissions: { use: { relation: 'school', grantedTo: ['teacher'] } },
      privacy: { storesPersonalData: false, reason: 'privacy.none' } })`,
  server: `import { defineServer } from '@preau/kit/server'
    import plugin from './plugin.js'
    export default defineServer(plugin, { routes(router) {
      router.get('/', { permission: 'lecteur.use' }, async ({ scope, request }) => {
        const { group, member, from, to, id } = request.qs()
        const lessons = scope.service('emploi-du-temps.lessons/v1')
        if (!lessons) return { open: false }
        if (id) return { lesson: (await lessons.lesson(id)) ?? null }
        return { lessons: await lessons.between(group ? { group } : { member }, from, to) }
      }) } })`,
  locales: {
    fr: { name: 'lecteur', summary: 'lecteur' },
    en: { name: 'lecteur', summary: 'lecteur' },
  },
}

test.group('The lessons that other plugins ask for', (group) => {
  const here = arena(group, { plugins: [LECTEUR] })
  const url = `${ONE}/p/lecteur`
  let course = ''

  group.setup(async () => {
    const [school] = here.world.schools
    const head = await here.as('head.1')
    for (const plugin of ['lecteur', 'emploi-du-temps'])
      await head.put(`${ONE}/plugins/${plugin}`, { on: true })
    const [row] = await here.query<{ id: string }>(
      `with c as (
         insert into plugin_emploi_du_temps.courses (school_id, source, key, subject, weekday, starts, ends, weeks)
         values ($1, 'sts', 'x', 'Latin', 3, '09:00', '10:00', '{2026-11-09,2026-11-16}') returning id)
       insert into plugin_emploi_du_temps.course_groups (school_id, course_id, group_id) select $1, id, $2 from c
       returning course_id as id`,
      [school!.id, school!.groups['5A']]
    )
    course = row!.id
  })

  const asked = async (query: string) =>
    (await (await here.as('teacher.1')).get(`${url}?${query}`)).body

  test('are those of a group or a person between two days, without the days off', async ({
    assert,
  }) => {
    const [school] = here.world.schools
    const { lessons } = (await asked(
      `group=${school!.groups['5A']}&from=2026-11-09&to=2026-11-30`
    )) as { lessons: { id: string; subject: string }[] }
    // 11 November is a public holiday.
    assert.deepEqual(
      lessons.map(({ id, subject }) => [id, subject]),
      [[`${course}.2026-11-18`, 'Latin']]
    )
    const own = await asked(`member=${school!.members['student']}&from=2026-11-16&to=2026-11-22`)
    assert.lengthOf((own as { lessons: object[] }).lessons, 1)
  })

  test('are found again by their id, moved or not; what is planned no more is not', async ({
    assert,
  }) => {
    const life = await here.as('school-life.1')
    const change = {
      cancelled: false,
      toDay: '2026-11-20',
      starts: '14:00',
      ends: '15:00',
      room: null,
    }
    await life.put(`${ONE}/p/emploi-du-temps/lessons/${course}/2026-11-18`, change)
    const { lesson } = (await asked(`id=${course}.2026-11-18`)) as { lesson: object }
    assert.deepInclude(lesson, { day: '2026-11-20', starts: '14:00', plannedOn: '2026-11-18' })
    assert.deepEqual(await asked(`id=${course}.2026-11-25`), { lesson: null })
    assert.deepEqual(await asked('id=senseless'), { lesson: null })
  })

  test('too many days are refused', async ({ assert }) => {
    const [school] = here.world.schools
    const body = await asked(`group=${school!.groups['5A']}&from=2026-09-01&to=2027-06-30`)
    assert.equal((body as { errors: { code: string }[] }).errors[0]?.code, 'E_EMPLOI_SPAN')
  })

  test('are not there where the timetable is off', async ({ assert }) => {
    const head = await here.as('head.1')
    await head.put(`${ONE}/plugins/emploi-du-temps`, { on: false })
    assert.deepEqual(await asked(''), { open: false })
  })
})
