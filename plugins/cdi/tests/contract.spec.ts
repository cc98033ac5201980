import { assertPluginContract } from '@preau/testing'
import cdi from '../plugin.ts'
import { isoFile } from './records.ts'

assertPluginContract(cdi, {
  async fill({ people, school }) {
    const { librarian, student, teacher } = people
    const book = await made(
      librarian.post('/records', { title: 'Un livre', support: 'book', authors: ['Nom, Prénom'] })
    )
    await made(librarian.post(`/records/${book.id}/copies`, { place: 'Fiction' }))
    for (const reader of [student, teacher]) {
      const other = await made(
        librarian.post('/records', { title: `Livre de ${reader.name}`, support: 'book' })
      )
      await made(librarian.post(`/records/${other.id}/copies`, { barcode: `B-${reader.profile}` }))
      await made(librarian.post('/scans', { code: `B-${reader.profile}`, memberId: reader.id }))
      await made(reader.post(`/records/${book.id}/reservations`))
    }
    for (const author of [librarian, teacher])
      await made(
        author.post('/lists', {
          title: `Liste ${school.name}`,
          records: [book.id],
          audiences: [{ groupId: null, profile: null }],
        })
      )
    await made(librarian.post('/lookups', { isbn: '9782070612369' }))
    const file = await librarian.upload('imports', {
      name: 'notices.mrc',
      bytes: isoFile(['Titre']),
    })
    await made(librarian.post('/imports', { file }))
  },
})

async function made(answering: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answering
  if (status >= 300) throw new Error(JSON.stringify(body))
  return body as { id: string }
}
