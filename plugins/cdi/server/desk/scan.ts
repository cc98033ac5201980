import { PluginError } from '@preau/kit/server'
import { isbn13 } from '../catalogue/isbn.ts'
import { rowsOf, today, type AskingScope } from '../scope.ts'
import { daysAfter } from './days.ts'
import { copyAt, lend, takeBack, type DeskCopy } from './lending.ts'
import { readerAt } from './reader.ts'

/** What a code was read at the desk with. */
export interface Scan {
  code: string
  /** Who stands there. */
  memberId?: string | undefined
  /** The copy that lies there and waits for its reader. */
  copyId?: string | undefined
  anyway: boolean
}

interface Known {
  member?: string
  copy?: string
}

/**
 * Does what a code asks for: a card says who stands there, a copy that is out comes back, one that is at home goes to whoever
 * stands there, or waits for him. Two codes make a loan, in any order.
 * @throws E_CDI_CODE (404), E_CDI_SEVERAL (409), and as \`lend\`
 */
export async function scan(scope: AskingScope, asked: Scan) {
  const { member, copy } = await known(asked)
  if (member) return asked.copyId ? lent(scope, asked, asked.copyId, member) : identified(member)
  const found = await copyAt(copy!)
  if (found.loanId) return returned(scope, found)
  if (asked.memberId) return lent(scope, asked, found.id, asked.memberId)
  return { did: 'item' as const, copy: shown(found) }
}

async function identified(member: string) {
  return { did: 'reader' as const, reader: await readerAt(member) }
}

async function lent(scope: AskingScope, { anyway }: Scan, copyId: string, memberId: string) {
  const dueOn = await lend(scope, { copyId, memberId, anyway })
  const copy = shown(await copyAt(copyId))
  return { did: 'lent' as const, copy: { ...copy, dueOn }, reader: await readerAt(memberId) }
}

async function returned(scope: AskingScope, copy: DeskCopy) {
  const late = daysAfter(today(scope), copy.dueOn!)
  const heldFor = await takeBack(scope, copy)
  const reader = copy.memberId ? await readerAt(copy.memberId).catch(() => null) : null
  return { did: 'returned' as const, copy: shown(copy), late, heldFor, reader }
}

function shown({ id, recordId, title, barcode, dueOn }: DeskCopy) {
  return { id, recordId, title, barcode, dueOn }
}

/** A card, a barcode, or the ISBN of a book whose copies need no telling apart. */
async function known({ code, memberId, copyId }: Scan): Promise<Known> {
  const [found] = await rowsOf<{ member: string | null; copy: string | null }>(
    `select (select k.member_id from cards k join core_api.members m on m.id = k.member_id where k.code = ?) as member,
       (select id from copies where barcode = ?) as copy`,
    [code, code]
  )
  if (found?.member) return { member: found.member }
  if (found?.copy) return { copy: found.copy }
  const isbn = isbn13(code)
  const copy = isbn ? await copyOfIsbn(isbn, Boolean(memberId ?? copyId)) : undefined
  if (copy) return { copy }
  throw new PluginError('E_CDI_CODE', 404, 'no card and no copy has this code', { code })
}

/** For somebody, a copy at home; else the only one there is, or the only one that is out. @throws E_CDI_SEVERAL (409) */
async function copyOfIsbn(isbn: string, forSomebody: boolean): Promise<string | undefined> {
  const copies = await rowsOf<{ id: string; out: boolean }>(
    `select c.id, exists (select from loans l where l.copy_id = c.id and l.returned_at is null) as out
     from copies c join record_keys k on k.record_id = c.record_id
     where k.value = ? and c.state not in ('lost', 'withdrawn') order by c.id limit 100`,
    [`ean:${isbn}`]
  )
  const home = copies.filter(({ out }) => !out)
  if (forSomebody && home.length) return home[0]!.id
  const away = copies.filter(({ out }) => out)
  const [one, ...more] = away.length ? away : copies
  if (more.length) throw new PluginError('E_CDI_SEVERAL', 409, 'several copies have this ISBN')
  return one?.id
}
