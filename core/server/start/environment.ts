import { roleUrl, type LoginRole } from '#app/scope/bootstrap'
import { namesUser, RULES, type Purpose } from './rules.ts'
import { VARIABLES, type Name, type Value, type Values, type Variable } from './variables.ts'

type Source = Record<string, string | undefined>

/** Raised when the environment cannot be used; each of its sentences tells one mistake. */
export class EnvironmentError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration cannot be used:\n${mistakes.map((one) => `  - ${one}`).join('\n')}`)
  }
}

/**
 * Reads every variable and finds every mistake. An empty variable counts as
 * absent; a value that is a secret, or may hold one, is never repeated.
 */
export function readEnvironment(
  source: Source,
  purpose: Purpose
): { values: Values; mistakes: string[] } {
  const given = (name: Name) => source[name]?.trim() || undefined
  const values: Record<string, unknown> = {}
  const mistakes: string[] = []
  for (const [name, variable] of entries()) {
    const text = given(name)
    const value = text === undefined ? variable.fallback : variable.kind.read(text)
    if (text !== undefined && value === undefined) mistakes.push(misread(name, variable, text))
    if (text === undefined && variable.required)
      mistakes.push(`${name} is missing: ${variable.is}.`)
    values[name] = value
  }
  for (const rule of RULES) {
    const mistake = rule({ text: given, purpose })
    if (mistake) mistakes.push(mistake)
  }
  if (!mistakes.length) Object.assign(values, derived(values as Partial<Values>))
  return { values: values as Values, mistakes }
}

function entries() {
  return Object.entries(VARIABLES) as [Name, Variable<unknown>][]
}

/** Names whose value may be shown to whoever reads the console. */
const SHOWN =
  /^(NODE_ENV|PREAU_ROLE|PORT|LOG_LEVEL|TRUSTED_PROXIES|STOP_\w+|DATABASE_POOL|S3_FORCE_PATH_STYLE|CLAMD_PORT|PREAU_DEMO)$/
const LONGEST_SHOWN = 60

function misread(name: Name, { is, kind }: Variable<unknown>, text: string): string {
  const shown = SHOWN.test(name) ? ` (« ${text.slice(0, LONGEST_SHOWN)} » is not)` : ''
  return `${name} must be ${kind.must}${shown}: it is ${is}.`
}

/** The addresses of the database under each role, from the one that names the server. */
function derived({ DATABASE_URL: url, APP_KEY: key = '', ...given }: Partial<Values>) {
  if (!url) return {}
  const as = (role: LoginRole) => roleUrl(url, key, role)
  return {
    DATABASE_APP_URL: given.DATABASE_APP_URL ?? as('preau_app'),
    DATABASE_CORE_URL: given.DATABASE_CORE_URL ?? as('core_runtime'),
    DATABASE_QUEUE_URL: given.DATABASE_QUEUE_URL ?? as('preau_queue'),
    DATABASE_OWNER_URL:
      given.DATABASE_OWNER_URL ?? (namesUser(url) ? as('preau_owner') : undefined),
  }
}

/** The variables of this process. */
export class Environment {
  readonly #values: Values

  /** @throws EnvironmentError */
  constructor(source: Source) {
    const { values, mistakes } = readEnvironment(source, 'command')
    if (mistakes.length) throw new EnvironmentError(mistakes)
    this.#values = values
  }

  get<N extends Name>(name: N): Values[N]
  get<N extends Name>(name: N, fallback: NonNullable<Value<N>>): NonNullable<Values[N]>
  get<N extends Name>(name: N, fallback?: NonNullable<Value<N>>) {
    return this.#values[name] ?? fallback
  }
}

/**
 * Says everything that is wrong with the environment of this process and ends
 * it; answers nothing when all is well.
 */
export function refuseMistakes(purpose: Purpose): void {
  const { mistakes } = readEnvironment(process.env, purpose)
  if (!mistakes.length) return
  process.stderr.write(`${new EnvironmentError(mistakes).message}\n`)
  process.exit(1)
}
