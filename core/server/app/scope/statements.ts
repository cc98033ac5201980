import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'

/** What a plugin's SQL may begin with: it reads and writes rows, and nothing else. */
const ALLOWED = new Set(['select', 'with', 'insert', 'update', 'delete', 'values', 'merge'])
/** Changes the scope's settings: closed by the database where a superuser could, and here in any case. */
const SETTINGS = /\bset_config\b/i
const FIRST_WORD = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i

/** @throws when the statement's first word is not one that reads or writes rows */
export function guard(sql: string): void {
  const word = FIRST_WORD.exec(sql)?.[1]?.toLowerCase() ?? ''
  if (!ALLOWED.has(word)) throw new Error(`scope: statement '${word}' is not allowed in a scope`)
  if (SETTINGS.test(sql)) throw new Error('scope: set_config is not allowed in a scope')
}

const MOST_NAMES = 4000
const MOST_A_CONNECTION = 300
const names = new Map<string, string>()

/** The same text under another role means other tables: a statement's name is made of both. */
function nameOf(role: string, sql: string): string {
  const key = `${role}\n${sql}`
  let name = names.get(key)
  if (!name) {
    name = createHash('sha1').update(key).digest('base64url')
    if (names.size >= MOST_NAMES) names.clear()
    names.set(key, name)
  }
  return name
}

/** As much of a pg client as tells which statements it has prepared, and holds back what it writes. */
export interface PgConnection {
  connection?: {
    parsedStatements?: Record<string, string>
    stream?: Pick<Writable, 'cork' | 'uncork'>
  }
  __named?: Set<string>
  /** Whether what is written to it is held back. */
  __held?: boolean
}

/**
 * The name under which PostgreSQL keeps the statement's plan on this connection,
 * or nothing: when the connection keeps enough already, or when the statement's
 * first message is still on its way (pipelined, it would be parsed twice).
 */
export function preparedName(
  connection: PgConnection,
  role: string,
  sql: string
): string | undefined {
  const sent = (connection.__named ??= new Set())
  const name = nameOf(role, sql)
  if (sent.has(name)) return connection.connection?.parsedStatements?.[name] ? name : undefined
  if (sent.size >= MOST_A_CONNECTION) return undefined
  sent.add(name)
  return name
}
