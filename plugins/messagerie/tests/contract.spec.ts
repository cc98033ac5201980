import { randomUUID } from 'node:crypto'
import { assertPluginContract } from '@preau/testing'
import messagerie from '../plugin.ts'
import { sendAs } from './support/letters.ts'

assertPluginContract(messagerie, {
  async fill({ people, school }) {
    for (const [author, reader] of [
      [people.head, people.teacher],
      [people.teacher, people.guardian],
    ] as const) {
      const { status, body } = await sendAs(
        ...[author!, [{ member: reader!.id }], { subject: school.name }, randomUUID()]
      )
      if (status !== 200) throw new Error(JSON.stringify(body))
    }
  },
})
