import { assertPluginContract } from '@preau/testing'
import actualites from '../plugin.ts'

/** To everybody, at once. */
const NEWS = {
  ...{ title: 'Fête de l’école', body: 'Samedi.', publishAt: '2026-01-01T08:00:00Z' },
  ...{ expiresAt: null, audiences: [{ groupId: null, profile: null }] },
}

assertPluginContract(actualites, {
  async fill({ people, school }) {
    for (const author of [people.librarian, people['school-life']]) {
      const { status, body } = await author.post('/news', { ...NEWS, body: school.name })
      if (status !== 201) throw new Error(JSON.stringify(body))
    }
  },
})
