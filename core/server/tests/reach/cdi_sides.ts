import type { Visitor } from '../../../testing/src/visitor.ts'
import type { Arena } from '../arena.ts'

interface Library {
  number: number
  /** Address of the school. */
  school: string
  members: Record<string, string>
}

/** A catalogue with three copies: one free, one lent to the teacher, one of its own; a reservation, a list, an import. */
export async function furnishLibrary(here: Arena, { number, school, members }: Library) {
  const librarian = await here.as(`librarian.${number}`)
  const at = `${school}/p/cdi`
  const book = async (title: string, barcode: string) => {
    const { id } = await done(librarian.post(`${at}/records`, { title, support: 'book' }))
    const copy = await done(librarian.post(`${at}/records/${id}/copies`, { barcode }))
    return { record: id, copy: copy.id }
  }
  const free = await book(`Livre ${number} libre`, 'LIBRE')
  const lent = await book(`Livre ${number} prêté`, 'PRETE')
  const other = await book(`Livre ${number} de côté`, 'COTE')
  await done(librarian.post(`${at}/scans`, { code: 'PRETE', memberId: members['teacher'] }))
  const student = await here.as(`student.${number}`)
  const reserved = await done(student.post(`${at}/records/${other.record}/reservations`))
  const list = await done(
    librarian.post(`${at}/lists`, {
      ...{ title: `Liste ${number}`, records: [free.record] },
      audiences: [{ groupId: null, profile: null }],
    })
  )
  const lookup = await done(librarian.post(`${at}/lookups`, { isbn: '9782070612369' }))
  const [made] = await here.query<{ id: string; loan: string }>(
    `insert into plugin_cdi.imports (school_id, author_id, name) select school_id, id, 'Import ' || $2 from core.members where id = $1
     returning id, (select l.id from plugin_cdi.loans l where l.copy_id = $3) as loan`,
    [members['librarian'], String(number), lent.copy]
  )
  return {
    ...{ record: free.record, copy: free.copy, reservation: reserved.id, list: list.id },
    ...{ lookup: lookup.id, import: made!.id, loan: made!.loan },
  }
}

async function done(answering: ReturnType<Visitor['post']>) {
  const { status, body } = await answering
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
