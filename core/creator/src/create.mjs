import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { toolsOf } from './home.mjs'
import { camel, checkId, title as titled } from './names.mjs'
import { addTo, checkPieces } from './pieces.mjs'
import { CreatorRefusal } from './refusal.mjs'
import { Draft } from './write.mjs'

/**
 * Writes a plugin: inside the clone's `plugins/`, or a package of one's own that is written beside it.
 * @param {object} wish
 * @param {string} wish.id
 * @param {string} wish.folder where to; it must not exist, or be empty
 * @param {string} wish.home the clone of Préau
 * @param {string} [wish.kit] folder of the kit's tarballs; default the clone's `.data/kit`
 * @param {string} [wish.title] its name for people; default made of the id
 * @param {string[]} [wish.pieces] pieces to add: `page`, `job:digest`…
 * @returns {Promise<string[]>} the files written, by path inside the folder
 * @throws {CreatorRefusal} before anything is written
 */
export async function createPlugin({ id, folder, home, kit, title, pieces = [] }) {
  checkId(id)
  const wanted = checkPieces(pieces)
  if (existsSync(folder) && readdirSync(folder).length)
    throw new CreatorRefusal(`« ${folder} » is there already, and not empty.`)
  if (idsIn(home).has(id))
    throw new CreatorRefusal(`« ${id} » is already the id of a plugin of this clone.`)
  const inside = resolve(folder, '..') === resolve(home, 'plugins')
  const words = {
    id,
    ident: camel(id),
    title: title?.trim() || titled(id),
    home: slashed(relative(folder, home)),
    kit: slashed(relative(folder, kit ?? join(home, '.data/kit'))),
  }
  const draft = new Draft(folder, toolsOf(home))
  draft.template('plugin', words)
  draft.template(inside ? 'inside' : 'outside', words)
  for (const { piece, name } of wanted) addTo(draft, piece, name)
  return draft.write()
}

/** The ids of the plugins of a clone. */
function idsIn(home) {
  const folder = join(home, 'plugins')
  const names = existsSync(folder) ? readdirSync(folder) : []
  const files = names.map((name) => join(folder, name, 'package.json')).filter(existsSync)
  return new Set(files.map((file) => JSON.parse(readFileSync(file, 'utf8')).preau?.id))
}

function slashed(path) {
  return path.replaceAll('\\', '/')
}
