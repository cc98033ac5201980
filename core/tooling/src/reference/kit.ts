import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from '../../paths.mjs'
import { readPublicTypes } from './declarations.ts'
import { referenceOf, reportOf } from './pages.ts'

const KIT = join(ROOT, 'core/kit')
const DOCS = join(ROOT, 'docs/plugins')

/** The pages that are written from the kit's sources, as they should be now, by their files. */
function kitPages(): Map<string, string> {
  const types = readPublicTypes(KIT)
  return new Map([
    [join(DOCS, 'kit.api.md'), reportOf('@preau/kit', types)],
    [join(DOCS, 'kit.reference.md'), referenceOf('@preau/kit', types)],
  ])
}

/** Writes the kit's API report and reference anew; answers the files that changed, from the root. */
export function writeKitPages(): string[] {
  const stale = staleKitPages()
  for (const [file, text] of stale) writeFileSync(file, text)
  return [...stale.keys()].map((file) => relative(ROOT, file))
}

/** Those that no longer say what the sources say, with what they should say. */
export function staleKitPages(): Map<string, string> {
  const pages = [...kitPages()]
  return new Map(
    pages.filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  )
}
