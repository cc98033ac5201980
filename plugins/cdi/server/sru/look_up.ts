import type { JobRun } from '@preau/kit/server'
import { describe } from '../catalogue/describe.ts'
import { isbn10 } from '../catalogue/isbn.ts'
import { rowsOf, type Manifest } from '../scope.ts'
import { HostileXml } from '../unimarc/marcxml_read.ts'
import { writeIso2709 } from '../unimarc/iso2709_write.ts'
import { readAnswer, type Answer } from './answer.ts'

/** Records that are shown to choose from. */
const MOST = 5
const LIMITS = { seconds: 12, bytes: 2_000_000 }

interface Payload {
  lookupId: string
  isbn: string
  source: string
}

/** A record that a server has found, as it waits to be taken. */
export interface Candidate {
  title: string
  authors: string[]
  publisher: string
  year: number | null
  marc: string
}

/** Asks the school's server of records for an ISBN; what goes wrong is written down for who waits. */
export const lookUp = {
  async steps(run: JobRun<Manifest>, { lookupId, isbn, source }: Payload) {
    const outcome = await ask(run, { isbn, source }).catch(outcomeOf)
    await run.finish(async () => {
      await rowsOf('update lookups set state = ?, code = ?, found = ?::jsonb where id = ?', [
        ...[
          outcome.code ? 'failed' : 'done',
          outcome.code,
          JSON.stringify(outcome.found),
          lookupId,
        ],
      ])
    })
  },
}

interface Outcome {
  code: string | null
  found: Candidate[]
}

async function ask(
  run: JobRun<Manifest>,
  { isbn, source }: { isbn: string; source: string }
): Promise<Outcome> {
  for (const query of queriesFor(isbn)) {
    const { status, body } = await run.fetch(addressOf(source, query), LIMITS)
    if (status !== 200) return { code: 'E_CDI_SOURCE_REFUSES', found: [] }
    const answer = readAnswer(body.toString('utf8'))
    if (answer.records.length) return { code: null, found: candidates(answer) }
    if (answer.diagnostic) {
      run.logger.warn({ diagnostic: answer.diagnostic }, 'a server of records could not answer')
      return { code: 'E_CDI_SOURCE_REFUSES', found: [] }
    }
    if (answer.total < 0) return { code: 'E_CDI_SOURCE_STRANGE', found: [] }
  }
  return { code: null, found: [] }
}

/** Both forms of the ISBN, then the EAN of the document; the indexes are the BnF's (\`bib.isbn\`, \`bib.ean\`). */
function queriesFor(isbn: string): string[] {
  const forms = [isbn, isbn10(isbn)].flatMap((one) => one ?? [])
  return [`bib.isbn any "${forms.join(' ')}"`, `bib.ean adj "${isbn}"`]
}

/** The address of a search: those of SRU 1.2 are added to what the school has settled. */
function addressOf(source: string, query: string): string {
  const url = new URL(source)
  const parameters = {
    ...{ version: '1.2', operation: 'searchRetrieve', query },
    ...{ recordSchema: 'unimarcXchange', maximumRecords: String(MOST), startRecord: '1' },
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

function candidates({ records }: Answer): Candidate[] {
  return records.slice(0, MOST).map((record) => {
    const { title, authors, publisher, year } = describe(record)
    return { title, authors, publisher, year, marc: writeIso2709(record).toString('base64') }
  })
}

/** What went wrong outside is said; what went wrong here is not hidden. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof HostileXml) return { code: 'E_CDI_SOURCE_STRANGE', found: [] }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const said = SAID[code]
  if (!said) throw error
  return { code: said, found: [] }
}

const SAID: Record<string, string> = {
  E_EGRESS_FORBIDDEN: 'E_CDI_SOURCE_FORBIDDEN',
  E_EGRESS_UNREACHABLE: 'E_CDI_SOURCE_AWAY',
  E_EGRESS_SLOW: 'E_CDI_SOURCE_SLOW',
  E_EGRESS_LARGE: 'E_CDI_SOURCE_STRANGE',
}
