import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { job } from './pieces/job.mjs'
import { notification } from './pieces/notification.mjs'
import { page } from './pieces/page.mjs'
import { settings } from './pieces/settings.mjs'
import { table } from './pieces/table.mjs'
import { widget } from './pieces/widget.mjs'
import { toolsOf } from './home.mjs'
import { checkPieceName } from './names.mjs'
import { Parts } from './parts.mjs'
import { CreatorRefusal } from './refusal.mjs'
import { Draft } from './write.mjs'

const ADDERS = { page, table, job, settings, widget, notification }

/** What can be added to a plugin. */
export const PIECES = Object.keys(ADDERS)

/**
 * Adds one piece to a plugin that is there, its sentences too.
 * @param {object} wish
 * @param {string} wish.folder the plugin's
 * @param {string} wish.home the clone of Préau
 * @param {string} wish.piece one of `PIECES`
 * @param {string} [wish.name] default one of the piece's own
 * @returns {Promise<string[]>} the files written, by path inside the folder
 * @throws {CreatorRefusal} before anything is written
 */
export async function addPiece({ folder, home, piece, name }) {
  const [wanted] = checkPieces([name ? `${piece}:${name}` : piece])
  for (const path of ['plugin.ts', 'server/index.ts', 'ui/index.ts', 'locales/fr.json'])
    if (!existsSync(join(folder, path)))
      throw new CreatorRefusal(`« ${folder} » has no ${path}: is it a plugin's folder?`)
  const draft = new Draft(folder, toolsOf(home))
  addTo(draft, wanted.piece, wanted.name)
  return draft.write()
}

/** Reads `page`, `job:digest`… @throws when one is unknown, or badly named */
export function checkPieces(pieces) {
  return pieces.map((one) => {
    const [piece, ...rest] = one.split(':')
    if (!Object.hasOwn(ADDERS, piece))
      throw new CreatorRefusal(
        `« ${piece} » is no piece of a plugin; there are: ${PIECES.join(', ')}.`
      )
    return { piece, name: checkPieceName(piece, rest.join(':') || ADDERS[piece].usual) }
  })
}

/** Adds a piece to what will be written. */
export function addTo(draft, piece, name) {
  const parts = new Parts(draft)
  ADDERS[piece].add(parts, name)
  parts.keep()
}
