import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { CreatorRefusal } from './refusal.mjs'

/** Whether a folder is a clone of Préau. */
export function isHome(folder) {
  return existsSync(join(folder, 'core/tooling/preau.mjs'))
}

/**
 * The clone of Préau that a plugin is written beside: the one that is named, `PREAU_HOME`, the plugin's
 * own `preau.home`, else the first one found in or beside the folders above. @throws when there is none
 */
export function findHome(folder, named = process.env.PREAU_HOME) {
  const candidates = [...(named ? [resolve(named)] : []), ...(named ? [] : around(folder))]
  const found = candidates.find(isHome)
  if (found) return found
  throw new CreatorRefusal(
    named
      ? `« ${resolve(named)} » is no clone of Préau.`
      : 'No clone of Préau near here: say where it is, with --home FOLDER.'
  )
}

function* around(folder) {
  const file = join(folder, 'package.json')
  const own = existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).preau?.home
  if (own) yield resolve(folder, own)
  for (let at = folder; ; at = dirname(at)) {
    yield at
    yield join(at, 'preau')
    if (dirname(at) === at) return
  }
}

/** TypeScript and Prettier, those of the clone: the creator carries none. */
export function toolsOf(home) {
  const require = createRequire(join(home, 'package.json'))
  try {
    return { ts: require('typescript'), prettier: require('prettier') }
  } catch (error) {
    throw new CreatorRefusal(`Préau is not installed yet: run « npm start » in ${home} once.`, {
      cause: error,
    })
  }
}
