import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sirv from 'sirv'
import { ROOT } from '#app/paths'

const DIST = join(ROOT, 'admin/app/dist')
const INDEX = join(DIST, 'index.html')
const YEAR = 31_536_000

/** The Vue application as it was last built: its one page, and its files. */
export interface BuiltPages {
  index: string
  assets: ReturnType<typeof sirv>
}

let kept: (BuiltPages & { builtAt: number }) | undefined

/**
 * The pages of the build that stands now, read once a build; `undefined` where
 * none stands, as in the seconds of a new one.
 */
export function builtPages(): BuiltPages | undefined {
  const builtAt = statSync(INDEX, { throwIfNoEntry: false })?.mtimeMs
  if (builtAt === undefined) return undefined
  if (kept?.builtAt !== builtAt) {
    const assets = sirv(DIST, {
      brotli: true,
      gzip: true,
      immutable: true,
      maxAge: YEAR,
      etag: true,
    })
    kept = { builtAt, index: readFileSync(INDEX, 'utf8'), assets }
  }
  return kept
}
