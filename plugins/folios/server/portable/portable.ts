import db from '@adonisjs/lucid/services/db'
import type { ArchivedFile, ExportEntry } from '@preau/kit/server'
import type { OwnScope } from '../context.ts'
import { traceColumns, type TraceRow } from '../traces/list_traces.ts'
import { linkedData } from './linked_data.ts'
import { portfolioPage } from './page.ts'

/** A trace with its files, as the archive holds them. */
export interface PortableTrace extends TraceRow {
  files: readonly ArchivedFile[]
}

/** A portfolio to be read without Préau: a page for people, and the same as JSON-LD for other software. */
export async function* portable(
  scope: OwnScope,
  files: readonly ArchivedFile[]
): AsyncGenerator<ExportEntry> {
  const { rows } = await db.rawQuery<{ rows: TraceRow[] }>(
    `select ${traceColumns('t')} from traces t order by t.created_at desc, t.id desc`
  )
  const ofTrace = Map.groupBy(files, ({ object }) => object.id)
  const traces = rows.map((row) => ({ ...row, files: ofTrace.get(row.id) ?? [] }))
  yield { path: 'portfolio.jsonld', data: linkedData(scope, traces) }
  yield { path: 'portfolio.html', data: new Blob([portfolioPage(scope, traces)]).stream() }
}
