import { assertPluginContract } from '@preau/testing'
import folios from '../plugin.ts'
import { done, mine, traceOf } from './support.ts'

assertPluginContract(folios, {
  async fill({ host, people: { student, teacher }, school }) {
    const file = await student.upload('traces', { name: 'essai.txt', bytes: Buffer.from('Essai') })
    const { id } = await done(
      student.post(mine.traces, traceOf(`Trace de ${school.name}`, { files: [file] }))
    )
    const wish = { uai: school.uai, to: 'member', id: teacher.id, rights: 'comment', until: null }
    await done(student.post(mine.shares(id), wish))
    const comment = { body: `Commentaire de ${school.name}`, skill: 'methods' }
    await done(teacher.post(`shared/${id}/comments`, comment))
    for (const member of [teacher, student])
      await host.sql(
        `insert into core.group_members (school_id, group_id, member_id, role) values ($1, $2, $3, $4)`,
        [school.id, await school.group('6Z'), member.id, member === teacher ? 'teacher' : 'member']
      )
    const asked = { title: `Activité de ${school.name}`, kind: 'outing', happenedOn: null }
    const more = {
      groupId: await school.group('6Z'),
      place: 'Port',
      prompts: 'Qui ?',
      parcours: [],
    }
    const activity = await done(teacher.post('assigned', { ...asked, ...more }))
    await student.put(`activities/${activity.id}/answer`)
  },
})
