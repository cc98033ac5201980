import { CreatorRefusal } from './refusal.mjs'

/** As the kit's own: kebab-case, at most 40 characters. */
const PLUGIN_ID = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,39}$/
const PIECE_NAME = /^[a-z][a-zA-Z0-9]{0,39}$/
const TABLE = /^[a-z][a-z0-9_]{0,39}$/

/** @throws when a plugin cannot be called so */
export function checkId(id) {
  if (PLUGIN_ID.test(id)) return id
  throw new CreatorRefusal(
    `« ${id} » cannot be a plugin's id: small letters, figures and single hyphens, a letter first, at most 40 characters.`
  )
}

/** @throws when a piece cannot be called so */
export function checkPieceName(piece, name) {
  const form = piece === 'table' ? TABLE : PIECE_NAME
  if (form.test(name)) return name
  throw new CreatorRefusal(
    piece === 'table'
      ? `« ${name} » cannot be a table's name: small letters, figures and underscores, a letter first, at most 40.`
      : `« ${name} » cannot be the name of a ${piece}: letters without accents and figures, a small letter first, at most 40.`
  )
}

/** `lost-property` → `lostProperty`; a reserved word gets a word more. */
export function camel(words) {
  const name = words.replace(/[-_]+(.)/g, (_, letter) => letter.toUpperCase())
  return RESERVED.has(name) ? `${name}Plugin` : name
}

export function pascal(words) {
  const name = words.replace(/(?:^|[-_]+)(.)/g, (_, letter) => letter.toUpperCase())
  return name
}

/** `lostProperty` → `lost-property`, for addresses. */
export function kebab(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
}

/** `lostProperty` → `lost_property`, for server files. */
export function snake(name) {
  return kebab(name).replaceAll('-', '_')
}

/** `lost-property` → `Lost property`. */
export function title(words) {
  const spaced = kebab(words).replaceAll('-', ' ')
  return spaced[0].toUpperCase() + spaced.slice(1)
}

/** The class of a row of a table: `notes` → `Note`; never one that JavaScript has. */
export function modelOf(table) {
  const name = pascal(table.replace(/s$/, '') || table)
  return name in globalThis || name === 'SchoolModel' ? `${name}Row` : name
}

const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield await async test'.split(
    ' '
  )
)
