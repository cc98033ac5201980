import db from '@adonisjs/lucid/services/db'
import { PluginError } from '@preau/kit/server'
import { readExisting } from './apply.ts'
import { differ, recognise, type Difference, type Recognised } from './plan.ts'
import type { ReadFiles } from './read_lesson.ts'
import { readKnown, recogniser } from './recognise.ts'

/** An import that was sent. */
export interface StoredImport {
  id: string
  source: string
  names: string
  /** Monday from which it holds. */
  from: string
  appliedAt: Date | null
  /** Null once it is applied. */
  content: ReadFiles | null
  counts: Record<string, number>
}

/** Lines of a report that are shown. */
const MOST_LINES = 300
const MANY = 0.2
/** A timetable that is being begun may be begun again. */
const FEW = 10

/** @throws E_NOT_FOUND (404) */
export async function readImport(id: string): Promise<StoredImport> {
  const { rows } = await db.rawQuery<{ rows: StoredImport[] }>(
    `select id, source, names, from_week::text as "from", applied_at as "appliedAt", content, counts from imports where id = ?`,
    [id]
  )
  if (!rows[0]) throw new PluginError('E_NOT_FOUND', 404, 'no such import')
  return rows[0]
}

/** What an import does, by what the school knows now. */
export interface Compared extends Recognised {
  difference: Difference
  /** Courses of that source that have weeks to come. */
  before: number
}

/** Compares an import with what is there. */
export async function compare({ content, names, source, from }: StoredImport): Promise<Compared> {
  const read = content!
  const known = await readKnown()
  const recognised = recognise(read, { file: names, target: recogniser(known) })
  const existing = await readExisting()
  const difference = differ(existing, recognised.wanted, { source, from })
  const before = existing.filter(
    (one) => one.source === source && one.weeks.some((week) => week >= from)
  ).length
  return { ...recognised, difference, before }
}

/** What people are shown of an import before they apply it. */
export async function planOf(stored: StoredImport) {
  const { id, names, from, appliedAt, counts } = stored
  const common = { id, names, from, appliedAt, counts }
  if (!stored.content) return { ...common, unknown: [], problems: [], much: false, lines: 0 }
  const { difference, unknown, problems, before } = await compare(stored)
  const all = [...stored.content.problems, ...problems].sort((a, b) => a.line - b.line)
  const { added, changed, removed, same } = difference
  return {
    ...common,
    counts: {
      ...{ read: stored.content.lessons.length, added: added.length, changed: changed.length },
      ...{ removed: removed.length, same },
    },
    unknown,
    lines: all.length,
    problems: all.slice(0, MOST_LINES),
    much: before > FEW && removed.length > before * MANY,
  }
}
