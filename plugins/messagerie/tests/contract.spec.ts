import { randomUUID } from 'node:crypto'
import { assertPluginContract } from '@preau/testing'
import messagerie from '../plugin.ts'
import { sendAs } from './support/letters.ts'

assertPluginContract(messagerie, {
  async fill({ people, school, host }) {
    await host.sql(
      `insert into plugin_messagerie.rules (school_id, from_profile, to_profile, reach) values ($1, 'teacher', 'guardian', 'none')`,
      [school.id]
    )
    for (const [author, reader] of [
      [people.head, people.teacher],
      [people.teacher, people.librarian],
    ] as const) {
      const { status, body } = await sendAs(
        ...[author!, [{ member: reader!.id }], { subject: school.name }, randomUUID()]
      )
      if (status !== 200) throw new Error(JSON.stringify(body))
    }
  },
})
