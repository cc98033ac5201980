import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { camel, pascal } from './names.mjs'
import { CreatorRefusal } from './refusal.mjs'
import { Source } from './source.mjs'
import { fill } from './write.mjs'

const TEMPLATES = fileURLToPath(new URL('../templates/pieces/', import.meta.url))
const LOCALES = ['fr', 'en']
/** The ranges of what pieces import, as the host brings them. */
const PEERS = {
  '@adonisjs/lucid': '^22.4.0',
  '@tanstack/vue-query': '^5.104.0',
  '@vinejs/vine': '^4.4.0',
  luxon: '^3.7.0',
  'vue-router': '^5.0.0',
}

/** The parts of a plugin that a piece goes into. */
export class Parts {
  #sources = new Map()
  #locales = new Map()

  constructor(draft) {
    this.draft = draft
    this.plugin = this.source('plugin.ts')
    this.server = this.source('server/index.ts')
    this.ui = this.source('ui/index.ts')
    this.id = unquoted(this.plugin.valueOf('definePlugin', ['id']))
    this.ident = /import\s+(?:type\s+)?(\w+)\s+from\s+'\.\.\/plugin\.ts'/.exec(
      this.server.text
    )?.[1]
    this.ident ??= camel(this.id)
  }

  /** A TypeScript file of the plugin, which is written again by `keep`. */
  source(path) {
    const known = this.#sources.get(path)
    if (known) return known
    const made = new Source(this.draft.tools.ts, path, this.draft.read(path))
    this.#sources.set(path, made)
    return made
  }

  /** The permission that whoever opens the plugin holds: its first page's, else the first. */
  get opens() {
    const [page] = this.plugin.keysOf('definePlugin', ['pages'])
    const own = page && this.plugin.valueOf('definePlugin', ['pages', page, 'permission'])
    const found = own ? unquoted(own) : this.plugin.keysOf('definePlugin', ['permissions'])[0]
    if (found) return found
    throw new CreatorRefusal('The plugin declares no permission yet: write one in plugin.ts first.')
  }

  /** Adds a file from `templates/pieces`. @throws when there is one of that name already */
  file(template, words, path) {
    if (this.draft.has(path)) throw new CreatorRefusal(`${path} is there already.`)
    const text = readFileSync(TEMPLATES + template, 'utf8')
    this.draft.put(path, fill(text, { id: this.id, ident: this.ident, ...words }, path))
  }

  /** Declares a permission of the whole school, with its sentence. */
  permission(key, declaration, sentences) {
    this.plugin.set('definePlugin', ['permissions', key], declaration)
    this.say(`permissions.${key}`, sentences)
  }

  /** Declares a page with its component, its place in the menu and its name. */
  page(name, { path, permission, icon, component }, sentences) {
    const order = 91 + this.plugin.keysOf('definePlugin', ['pages']).length
    this.plugin.set(
      'definePlugin',
      ['pages', name],
      `{ path: '${path}', permission: '${permission}' }`
    )
    this.plugin.push(
      'definePlugin',
      ['contributes', 'nav'],
      `{ zone: 'main', page: '${name}', icon: '${icon}', order: ${order} }`
    )
    this.ui.set('defineUi', ['pages', name], `() => import('./pages/${component}.vue')`)
    this.say(`pages.${name}`, sentences)
  }

  /** Adds a sentence in each language that the plugin speaks; one that is there stays. */
  say(key, sentences) {
    for (const locale of LOCALES) {
      const path = `locales/${locale}.json`
      if (!this.draft.has(path)) continue
      if (!this.#locales.has(path)) this.#locales.set(path, JSON.parse(this.draft.read(path)))
      let at = this.#locales.get(path)
      const keys = key.split('.')
      for (const one of keys.slice(0, -1)) at = at[one] ??= {}
      at[keys.at(-1)] ??= sentences[locale]
    }
  }

  /** Says in package.json that the plugin uses what the host brings. */
  peers(...names) {
    const pack = JSON.parse(this.draft.read('package.json'))
    pack.peerDependencies ??= {}
    for (const name of names) pack.peerDependencies[name] ??= PEERS[name]
    this.draft.put('package.json', `${JSON.stringify(pack, null, 2)}\n`)
  }

  /** The profiles of the plugin, as its manifest writes them. */
  get audience() {
    return this.plugin.valueOf('definePlugin', ['audience'])
  }

  /** Hands all that was changed to the draft. */
  keep() {
    for (const [path, { text }] of this.#sources) this.draft.put(path, text)
    for (const [path, tree] of this.#locales)
      this.draft.put(path, `${JSON.stringify(tree, null, 2)}\n`)
  }
}

/** The key of a permission about a thing: `read` and `notes` → `readNotes`. */
export function keyOf(verb, name) {
  return verb + pascal(name)
}

function unquoted(text = '') {
  return text.replace(/^['"`]|['"`]$/g, '')
}
