/** An error as it may be written down: what went wrong and where, without the values it went wrong with. */
export interface Described {
  type: string
  message: string
  code?: string
  /** The frames of the stack, without the message that heads it. */
  stack?: string
  /** PostgreSQL's names of things, never its `detail`, `where` or `hint`: those quote rows. */
  schema?: string
  table?: string
  column?: string
  constraint?: string
  routine?: string
  cause?: Described
}

const NAMES = ['schema', 'table', 'column', 'constraint', 'routine'] as const
const DEEPEST = 3
const LONGEST = 1000
const HIDDEN = '…'
/** SQLSTATE classes whose messages quote names of tables and columns, not values; 42601 quotes the statement. */
const QUOTES_NAMES = /^(08|0A|23|25|28|3D|3F|40|42(?!601)|53|55|57|58)/
const SQLSTATE = /^[0-9A-Z]{5}$/

/** Describes whatever was thrown, its causes too, leaving out everything that may be a person's. */
export function describeError(thrown: unknown, depth = 0): Described {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'not an error' }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  const names = isSql(thrown) ? namesOf(thrown) : {}
  const described: Described = {
    type: thrown.name,
    message: safeMessage(thrown),
    ...(code === undefined ? {} : { code: code.slice(0, 60) }),
    stack: framesOf(thrown),
    ...names,
  }
  if (thrown.cause === undefined || depth >= DEEPEST) return described
  return { ...described, cause: describeError(thrown.cause, depth + 1) }
}

/** What an error says, without the values that PostgreSQL, knex and JSON quote in theirs. */
export function safeMessage(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'something was thrown'
  const { message } = thrown
  if (thrown instanceof SyntaxError) return 'a text is not of the form that it should have'
  return (isSql(thrown) ? sqlMessage(thrown) : message).slice(0, LONGEST)
}

interface SqlError extends Error {
  code: string
}

/** What PostgreSQL answers, through pg or knex. */
function isSql(error: Error): error is SqlError {
  return (
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    SQLSTATE.test(error.code)
  )
}

/** knex puts the statement before the server's words: its literals go, and what the words quote where it is a value. */
function sqlMessage({ message, code }: SqlError): string {
  const withoutLiterals = message.replace(/'(?:[^']|'')*'/g, `'${HIDDEN}'`)
  if (QUOTES_NAMES.test(code)) return withoutLiterals
  const at = withoutLiterals.lastIndexOf(' - ')
  const statement = at < 0 ? '' : withoutLiterals.slice(0, at + 3)
  return statement + withoutLiterals.slice(statement.length).replace(/".*"/gs, `"${HIDDEN}"`)
}

function namesOf(error: Error): Partial<Described> {
  const found = NAMES.flatMap((name) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? [[name, value]] : []
  })
  return Object.fromEntries(found)
}

/** The stack without its head, which repeats the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}
