import { isStopping } from './stopping.ts'

/** What is shown of a look: `ok`, another word, or a state by name. */
export type Shown = string | Record<string, string>

/** Something that the process needs, and how to look whether it is there. */
export interface Check {
  name: string
  /** Whether this process is of no use without it. */
  matters: boolean
  /** Answers what is shown; a refusal, or no answer in time, is `down`. */
  look(): Promise<Shown> | Shown
}

/** What the process says of itself: `degraded` serves on, without something that it can do without. */
export interface Health {
  status: 'ok' | 'degraded' | 'down' | 'stopping'
  checks: Record<string, Shown>
}

/** Milliseconds given to one look. */
const PATIENCE = 2000
/** Milliseconds for which an answer is given again, so that whoever asks often costs nothing. */
const KEPT = 1000

const checks = new Map<string, Check>()
let last: { at: number; found: Promise<Health> } | undefined

/** Adds a look to `/health/ready`; a name that is there already is replaced. */
export function registerCheck(check: Check): void {
  checks.set(check.name, check)
}

/** How the process is now. Never throws, and answers within two seconds whatever hangs. */
export async function health(): Promise<Health> {
  const now = Date.now()
  if (!last || now - last.at > KEPT) last = { at: now, found: lookAtAll() }
  const found = await last.found
  return isStopping() ? { ...found, status: 'stopping' } : found
}

async function lookAtAll(): Promise<Health> {
  const all = [...checks.values()]
  const looks = await Promise.all(all.map(look))
  const down = all.filter((_, at) => looks[at] === 'down')
  const status = down.some(({ matters }) => matters) ? 'down' : down.length ? 'degraded' : 'ok'
  return { status, checks: Object.fromEntries(all.map(({ name }, at) => [name, looks[at]!])) }
}

function look({ look }: Check): Promise<Shown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('down'), PATIENCE)
    const answer = (shown: Shown) => {
      clearTimeout(timer)
      resolve(shown)
    }
    new Promise<Shown>((shown) => shown(look())).then(answer, () => answer('down'))
  })
}
