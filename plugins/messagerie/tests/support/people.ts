import type { PluginHost, TestSchool } from '@preau/testing'

/**
 * People of a school: a teacher of 6C, her pupil with his parent, another pupil of 6C and one of 6D, another
 * parent, and somebody of each profile of the staff.
 */
export async function peopleOf(school: TestSchool, host: PluginHost) {
  const student = await school.member('student', { name: 'Lou Delta', groups: ['6C'] })
  const teacher = await school.member('teacher', { name: 'Mme Gamma', groups: ['6C'] })
  await host.sql(`update core.group_members set role = 'teacher' where member_id = $1`, [
    teacher.id,
  ])
  return {
    ...{ head: school.head, teacher, student },
    guardian: await school.member('guardian', { name: 'Parent Delta', children: [student] }),
    other: await school.member('guardian', { name: 'Autre Parent' }),
    zoe: await school.member('student', { name: 'Zoé Alpha', groups: ['6C'] }),
    tom: await school.member('student', { name: 'Tom Bêta', groups: ['6D'] }),
    cpe: await school.member('school-life', { name: 'CPE Epsilon' }),
    librarian: await school.member('librarian', { name: 'Mme Zêta' }),
    staff: await school.member('staff', { name: 'Secrétariat' }),
  }
}

export type People = Awaited<ReturnType<typeof peopleOf>>
