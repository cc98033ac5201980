import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'

/** Where packages of plugins that are not of this checkout are installed: `PREAU_INSTALLED`, or a folder beside them. */
export function installedHome(root: string): string {
  return process.env['PREAU_INSTALLED'] || join(root, 'plugins/.installed')
}

/** A folder that holds a plugin, with how it came there. */
export interface PluginPlace {
  id: string
  folder: string
  /** `workspace`: of the checkout; `installed`: a package put in by the operator; `named`: by `PREAU_PLUGINS`. */
  origin: 'workspace' | 'installed' | 'named'
}

/**
 * The plugins of an installation, in order of id: the folders of `plugins/`, the packages installed beside
 * them, and those of `named`, a list separated as in PATH, whose package.json says `preau.id`. Nothing is
 * run. An installed one never takes the id of another; one that is named takes the place of whatever has its id.
 */
export function pluginPlaces(root: string, named = ''): PluginPlace[] {
  const byId = new Map<string, PluginPlace>()
  for (const place of candidates(root, named)) {
    const id = idOf(place.folder)
    if (id && (place.origin === 'named' || !byId.has(id))) byId.set(id, { id, ...place })
  }
  return [...byId.values()].sort((a, b) => a.id.localeCompare(b.id))
}

type Candidate = Omit<PluginPlace, 'id'>

function candidates(root: string, named: string): Candidate[] {
  const home = join(root, 'plugins')
  const own = existsSync(home) ? readdirSync(home).filter((name) => !name.startsWith('.')) : []
  const extra = named.split(delimiter).filter(Boolean)
  return [
    ...own.sort().map((name): Candidate => ({ folder: join(home, name), origin: 'workspace' })),
    ...installedNames(root).map((name): Candidate => {
      return { folder: join(installedHome(root), 'node_modules', name), origin: 'installed' }
    }),
    ...extra.map((given): Candidate => {
      const folder = resolve(root, given)
      return { folder, origin: dirname(folder) === home ? 'workspace' : 'named' }
    }),
  ]
}

/** The names of the packages that the operator put in, in order. */
function installedNames(root: string): string[] {
  const file = join(installedHome(root), 'package.json')
  if (!existsSync(file)) return []
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies?: Record<string, string>
  }
  return Object.keys(dependencies).sort()
}

/** A package.json that cannot be read is no plugin's. */
function idOf(folder: string): string | undefined {
  try {
    const { preau } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      preau?: { id?: unknown }
    }
    return typeof preau?.id === 'string' && preau.id ? preau.id : undefined
  } catch {
    return undefined
  }
}
