import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FeedError } from './feed_error.ts'

/** The categories of a complete feed, in the order in which they are read. */
export const CATEGORIES = [
  'EtabEducNat',
  'MatiereEducNat',
  'MefEducNat',
  'PersEducNat',
  'PersRelEleve',
  'Eleve',
] as const

export type Category = (typeof CATEGORIES)[number]

/** Without these nobody can be placed; the two lists of labels may be missing. */
const MANDATORY: readonly Category[] = ['EtabEducNat', 'PersEducNat', 'PersRelEleve', 'Eleve']

const NAME = new RegExp(`^(.+)_(Complet|Delta)_(\\d{8})_(${CATEGORIES.join('|')})_(\\d{4})\\.xml$`)

/** One file of a feed. */
export interface FeedFile {
  name: string
  path: string
  category: Category
  part: number
}

/** The files of one complete feed, in reading order. */
export interface Feed {
  files: FeedFile[]
  /** yyyymmdd, as in the files' names. */
  date: string
  /** Delta files which lie beside it, and are not read. */
  deltas: string[]
}

/**
 * Lists the one complete feed of a folder.
 * @throws FeedError when there is none, several, a delta only, or a part missing
 */
export async function listFeed(dir: string): Promise<Feed> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new FeedError('E_AAF_NO_FILES', { file: dir }, String(cause))
  })
  const found = names.flatMap((name) => {
    const match = NAME.exec(name)
    return match ? [{ name, match }] : []
  })
  const complete = found.filter(({ match }) => match[2] === 'Complet')
  const deltas = found.filter(({ match }) => match[2] === 'Delta').map(({ name }) => name)
  if (!complete.length)
    throw new FeedError(deltas.length ? 'E_AAF_DELTA' : 'E_AAF_NO_FILES', {
      file: deltas[0] ?? dir,
    })
  const feeds = [...new Set(complete.map(({ match }) => `${match[1]}_Complet_${match[3]}`))].sort()
  if (feeds.length > 1) throw new FeedError('E_AAF_SEVERAL_FEEDS', { file: dir }, feeds.join(', '))
  const files = CATEGORIES.flatMap((category) =>
    complete
      .filter(({ match }) => match[4] === category)
      .map(({ name, match }) => ({ name, path: join(dir, name), category, part: Number(match[5]) }))
      .sort((a, b) => a.part - b.part)
  )
  checkParts(files, feeds[0] ?? '')
  return { files, date: complete[0]?.match[3] ?? '', deltas: deltas.sort() }
}

function checkParts(files: FeedFile[], prefix: string) {
  for (const category of CATEGORIES) {
    const parts = files.filter((file) => file.category === category)
    if (!parts.length && MANDATORY.includes(category))
      throw new FeedError('E_AAF_MISSING_CATEGORY', {}, category)
    const hole = parts.findIndex((file, index) => file.part !== index)
    if (hole < 0) continue
    const missing = `${prefix}_${category}_${String(hole).padStart(4, '0')}.xml`
    throw new FeedError('E_AAF_MISSING_PART', { file: missing }, missing)
  }
}
