import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { pluginFolders, type PluginFolder } from './plugin_folders.ts'
import { whyItFails } from './plugin_trial.ts'

const NAME = 'virtual:preau-plugins'
const RESOLVED = `\0${NAME}`

interface Manifest {
  built: { id: string; version: string }[]
  leftOut: { id: string; why: string }[]
}

function versionOf(plugin: PluginFolder): string {
  return JSON.parse(readFileSync(join(plugin.folder, 'package.json'), 'utf8')).version ?? '0.0.0'
}

async function tryAll(root: string): Promise<{ good: PluginFolder[]; manifest: Manifest }> {
  const good: PluginFolder[] = []
  const manifest: Manifest = { built: [], leftOut: [] }
  for (const plugin of pluginFolders(root)) {
    const why = await whyItFails(plugin)
    if (why) manifest.leftOut.push({ id: plugin.id, why })
    else {
      good.push(plugin)
      manifest.built.push({ id: plugin.id, version: versionOf(plugin) })
    }
  }
  return { good, manifest }
}

/**
 * Gives the application its plugins, each a lazy chunk; one whose pages do not build is left
 * out and named in `plugins.json`, beside the others.
 */
export function pluginsModule(root: string): Plugin {
  let manifest: Manifest = { built: [], leftOut: [] }
  return {
    name: 'preau:plugins',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return
      const tried = await tryAll(root)
      manifest = tried.manifest
      for (const { id: plugin, why } of manifest.leftOut) {
        this.warn(`the pages of "${plugin}" are left out: ${why}`)
      }
      const entries = tried.good.map(
        ({ id: plugin, entry }) =>
          `${JSON.stringify(plugin)}: () => import(${JSON.stringify(entry)})`
      )
      return `export const plugins = {\n${entries.join(',\n')}\n}`
    },
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'plugins.json',
        source: JSON.stringify(manifest, null, 2),
      })
    },
  }
}
