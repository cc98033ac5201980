import { assertPluginContract } from '@preau/testing'
import folios from '../plugin.ts'
import { done, mine, traceOf } from './support.ts'

assertPluginContract(folios, {
  async fill({ people: { student, teacher }, school }) {
    const file = await student.upload('traces', { name: 'essai.txt', bytes: Buffer.from('Essai') })
    const { id } = await done(
      student.post(mine.traces, traceOf(`Trace de ${school.name}`, { files: [file] }))
    )
    const wish = { uai: school.uai, to: 'member', id: teacher.id, rights: 'comment', until: null }
    await done(student.post(mine.shares(id), wish))
    const comment = { body: `Commentaire de ${school.name}`, skill: 'methods' }
    await done(teacher.post(`shared/${id}/comments`, comment))
  },
})
