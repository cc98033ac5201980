import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const MODULES = join(import.meta.dirname, '../../../node_modules')

/** A plugin as a test writes it: each file's text by its path. */
export interface TempPlugin {
  id: string
  /** `plugin.js`, what the package exports as itself. */
  plugin: string
  /** `server.js`; absent: the same file as the plugin's. */
  server?: string
  /** Written as TypeScript sources that are not built, as an author has them. @default false */
  sources?: boolean
  /** Migrations by name, each the body of `up()`. */
  migrations?: Record<string, string>
  /** Sources of its pages, by the name of their file; never built. */
  pages?: Record<string, string>
  /** Sentences by language. */
  locales?: Record<string, object>
  version?: string
  license?: string
  /** Range of the kit that it asks for. */
  kit?: string
}

/** A folder of plugins outside of the checkout, as `PREAU_PLUGINS` names them; they find the checkout's libraries. */
export class PluginHome {
  readonly #home = mkdtempSync(join(tmpdir(), 'preau-plugins-'))
  readonly #folders = new Set<string>()

  constructor() {
    symlinkSync(MODULES, join(this.#home, 'node_modules'))
  }

  /** What `PREAU_PLUGINS` is to be. */
  get path(): string {
    return this.folders.join(':')
  }

  /** Where each plugin was written. */
  get folders(): string[] {
    return [...this.#folders]
  }

  /** Writes a plugin, built as production finds it, or as sources. */
  write(plugin: TempPlugin): void {
    const folder = join(this.#home, plugin.id)
    this.#folders.add(folder)
    for (const [path, text] of Object.entries(filesOf(plugin))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }

  remove(): void {
    rmSync(this.#home, { recursive: true })
  }
}

function filesOf(written: TempPlugin) {
  const { id, plugin, server, migrations = {}, pages = {}, locales = {}, sources = false } = written
  const main = sources ? 'plugin.ts' : 'plugin.js'
  const half = !server ? main : sources ? 'server/index.ts' : 'server.js'
  const migrated = sources ? 'database/migrations' : 'dist/database/migrations'
  const exported = (file: string) => (sources ? { 'preau-src': `./${file}` } : `./${file}`)
  const description = {
    name: id,
    version: written.version ?? '1.0.0',
    type: 'module',
    ...(written.license ? { license: written.license } : {}),
    preau: { id },
    exports: { '.': exported(main), './server': exported(half) },
    peerDependencies: { '@preau/kit': written.kit ?? '^0.1.0' },
  }
  const files: Record<string, string> = {
    'package.json': JSON.stringify(description),
    [main]: plugin,
    ...(server ? { [half]: sources ? server.replace('./plugin.js', '../plugin.ts') : server } : {}),
  }
  for (const [name, up] of Object.entries(migrations))
    files[`${migrated}/${name}.${sources ? 'ts' : 'js'}`] =
      `import { PluginMigration } from '@preau/kit/migrations'
       export default class extends PluginMigration { async up() { ${up} } }`
  for (const [name, text] of Object.entries(pages)) files[`ui/${name}`] = text
  for (const [language, tree] of Object.entries(locales))
    files[`locales/${language}.json`] = JSON.stringify(tree)
  return files
}
