import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { ROOT } from '../paths.mjs'

/** The rooms of the server, from the ground up: each uses those before it, never those after. */
export const ROOMS = [
  ...['watch', 'scope', 'identity', 'directory', 'permissions', 'audit', 'calendar', 'outbox'],
  ...['live', 'host', 'jobs'],
  ...['storage', 'notifications', 'privacy', 'portal'],
]
/** What a plugin may import without declaring it: the host brings them. */
const PEERS = [
  ...['@adonisjs/core', '@adonisjs/lucid', '@vinejs/vine', '@japa/runner', 'luxon'],
  ...['vue', 'vue-router', '@tanstack/vue-query', '@nuxt/ui', 'playwright-core'],
]
const OPEN_TO_PLUGINS = ['@preau/kit', '@preau/ui', '@preau/client', '@preau/testing']
/** The host's own tools know the host. */
const TOOLS = ['core/testing', 'core/tooling']

/**
 * Keeps imports inside the walls of the house, and names the way to take instead.
 * @type {import('eslint').Rule.RuleModule}
 */
export const boundaries = {
  meta: { type: 'problem', docs: { description: 'Imports stay inside the walls' }, schema: [] },
  create(context) {
    const file = relative(ROOT, context.filename).replaceAll(sep, '/')
    const check = (source) => {
      if (typeof source?.value !== 'string') return
      const message = judge(file, source.value)
      if (message) context.report({ node: source, message })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
    }
  },
}

/**
 * Why an import is not allowed, or `undefined`.
 * @param {string} file the importing file, from the root
 * @param {string} specifier
 * @returns {string | undefined}
 */
export function judge(file, specifier) {
  const plugin = /^plugins\/([^/]+)\//.exec(file)?.[1]
  if (plugin) return judgePlugin(file, plugin, specifier)
  const target = targetOf(file, specifier)
  const intoServer = target?.startsWith('core/server/') || specifier.startsWith('@preau/server')
  if (
    intoServer &&
    !file.startsWith('core/server/') &&
    !TOOLS.some((tool) => file.startsWith(`${tool}/`))
  )
    return 'core/server is closed to the rest of the house: go through @preau/kit, or through the API with @preau/client.'
  if (/^plugins\//.test(target ?? '') || specifier.startsWith('@preau/plugin-'))
    return isTest(file)
      ? undefined
      : 'The host names no plugin: it finds them by their package.json, and the pages by virtual:preau-plugins.'
  return judgeRoom(file, target)
}

function judgePlugin(file, plugin, specifier) {
  const target = targetOf(file, specifier)
  if (target?.startsWith(`plugins/${plugin}/`) || specifier.startsWith('node:')) return undefined
  const other = /^plugins\/([^/]+)\//.exec(target ?? '')?.[1]
  if (other)
    return `A plugin knows another by its contract only: import « @preau/plugin-${other}/contract », and ask the scope for its service.`
  if (target || /^(#|@preau\/server)/.test(specifier))
    return 'A plugin does not reach into the host: what it may use is in @preau/kit, @preau/ui, @preau/client and @preau/testing.'
  if (specifier.startsWith('virtual:'))
    return 'Virtual modules are the application’s: use @preau/ui.'
  return judgePackage(file, plugin, specifier)
}

function judgePackage(file, plugin, specifier) {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const sibling = /^@preau\/plugin-(.+)$/.exec(name)?.[1]
  if (sibling === plugin || (sibling && specifier === `${name}/contract`)) return undefined
  if (sibling)
    return `A plugin knows another by its contract only: import « ${name}/contract », and ask the scope for its service.`
  if (name === '@preau/testing' && !isTest(file)) return '@preau/testing is for tests only.'
  if ([...OPEN_TO_PLUGINS, ...PEERS].includes(name) || declared(plugin).includes(name))
    return undefined
  return `« ${name} » is neither brought by the host nor declared in the plugin's package.json.`
}

function judgeRoom(file, target) {
  const from = roomOf(file)
  const to = roomOf(target ?? '')
  if (!from || !to || ROOMS.indexOf(to) <= ROOMS.indexOf(from)) return undefined
  const below = ROOMS.slice(0, ROOMS.indexOf(from)).join(', ') || 'no other room'
  return `The room « ${from} » stands below « ${to} » and may use ${below}: receive what you need as an argument, or let « ${to} » call you.`
}

function roomOf(file) {
  const room = /^core\/server\/app\/([^/]+)\//.exec(file)?.[1]
  return room && ROOMS.includes(room) ? room : undefined
}

/** Where a specifier leads inside the repository, from its root; `undefined` for packages. */
function targetOf(file, specifier) {
  if (specifier.startsWith('.'))
    return relative(ROOT, resolve(ROOT, dirname(file), specifier)).replaceAll(sep, '/')
  if (specifier.startsWith('#') && file.startsWith('core/server/'))
    return `core/server/${specifier.slice(1)}`
  return undefined
}

function isTest(file) {
  return /\/(tests|bench)\//.test(file)
}

function declared(plugin) {
  const path = join(ROOT, 'plugins', plugin, 'package.json')
  if (!existsSync(path)) return []
  const { dependencies, peerDependencies, devDependencies } = JSON.parse(readFileSync(path, 'utf8'))
  return Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })
}
