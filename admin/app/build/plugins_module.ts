import { brotliCompressSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'
import type { PluginFolder } from './plugin_folders.ts'
import { whyItFails } from './plugin_trial.ts'

const NAME = 'virtual:preau-plugins'
const RESOLVED = `\0${NAME}`

/** What was built, as `plugins.json` says it beside the pages. */
interface Manifest {
  /** `bytes`: what the plugin's own scripts weigh on the line, in brotli. */
  built: { id: string; version: string; bytes: number }[]
  leftOut: { id: string; why: string }[]
}

/** Why the folders that this build is to do without are left out: said by whoever saw the whole build fail on them. */
function withoutThese(): Record<string, string> {
  return JSON.parse(process.env.PREAU_PAGES_WITHOUT ?? '{}')
}

async function tryAll(plugins: readonly PluginFolder[]) {
  const good: PluginFolder[] = []
  const leftOut: Manifest['leftOut'] = []
  const without = withoutThese()
  for (const plugin of plugins) {
    const why = without[plugin.folder] ?? (await whyItFails(plugin))
    if (why) leftOut.push({ id: plugin.id, why })
    else good.push(plugin)
  }
  return { good, leftOut }
}

function weightOf({ folder }: PluginFolder, bundle: Rolldown.OutputBundle): number {
  const isOwn = (id: string) => id.startsWith(`${folder}/`)
  return Object.values(bundle)
    .filter((part) => part.type === 'chunk' && part.moduleIds.some(isOwn))
    .map((part) => brotliCompressSync('code' in part ? part.code : '').length)
    .reduce((sum, bytes) => sum + bytes, 0)
}

/**
 * Gives the application its plugins, each a lazy chunk; one whose pages do not build is left
 * out and named in `plugins.json`, beside the others.
 */
export function pluginsModule(plugins: readonly PluginFolder[]): Plugin {
  let tried: Awaited<ReturnType<typeof tryAll>> = { good: [], leftOut: [] }
  return {
    name: 'preau:plugins',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return
      tried = await tryAll(plugins)
      for (const { id: plugin, why } of tried.leftOut) {
        this.warn(`the pages of "${plugin}" are left out: ${why}`)
      }
      const entries = tried.good.map(
        ({ id: plugin, entry }) =>
          `${JSON.stringify(plugin)}: () => import(${JSON.stringify(entry)})`
      )
      return `export const plugins = {\n${entries.join(',\n')}\n}`
    },
    generateBundle(_options, bundle) {
      const built = tried.good.map((plugin) => {
        return { id: plugin.id, version: plugin.version, bytes: weightOf(plugin, bundle) }
      })
      const manifest: Manifest = { built, leftOut: tried.leftOut }
      this.emitFile({
        type: 'asset',
        fileName: 'plugins.json',
        source: JSON.stringify(manifest, null, 2),
      })
    },
  }
}
