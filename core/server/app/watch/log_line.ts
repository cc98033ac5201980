import { describeError, safeMessage } from './errors.ts'

/** Fields that hold a secret or say who somebody is, whatever carries them. */
const PERSONAL = new Set([
  ...['password', 'token', 'secret', 'cookie', 'cookies', 'authorization', 'set-cookie'],
  ...['x-xsrf-token', 'identifier', 'email', 'mail', 'address', 'ip', 'phone', 'body', 'query'],
  ...[
    'name',
    'givenname',
    'familyname',
    'displayname',
    'given_name',
    'family_name',
    'display_name',
  ],
  ...['bindings', 'detail', 'where', 'hint', 'payload', 'headers', 'url'],
])
const HIDDEN = '[hidden]'
const DEEPEST = 4
const LONGEST = 2000

/** A line's fields as they may be written: errors described, personal fields hidden, objects of the program only named. */
export function safeLine(fields: object): Record<string, unknown> {
  return cleanFields(fields, 0)
}

function cleanFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      PERSONAL.has(key.toLowerCase()) ? HIDDEN : clean(value, depth + 1),
    ])
  )
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value)
  if (value instanceof Date) return value
  if (depth > DEEPEST) return HIDDEN
  if (Array.isArray(value)) return value.map((one) => clean(one, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return cleanFields(value, depth)
  return `[${value.constructor.name}]`
}

/** The error that a call of the logger is about, and the words to log where none are given: its own may quote values. */
export function wordsFor([first, words]: readonly unknown[]): string | undefined {
  if (words !== undefined || typeof first !== 'object' || first === null) return undefined
  const error = first instanceof Error ? first : 'err' in first ? first.err : undefined
  return error instanceof Error ? safeMessage(error) : undefined
}
