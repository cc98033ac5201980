import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from '@preau/kit'
import { discoverPlugins, type PluginPackage } from '../../../server/app/host/discovery.ts'
import { entryOf } from '../../../server/app/host/entry.ts'

/** The packages of some plugins. */
export interface Found {
  /** With those that they require, each after these. */
  packages: PluginPackage[]
  /** What one of the plugins requires, and what that requires, first what comes first. */
  requiredBy(id: string): readonly string[]
}

/** Finds the packages of plugins, in the checkout or in folders outside. @throws when one is in none of them */
export async function packagesOf(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any plugin, whatever its manifest
  plugins: readonly Plugin<any>[],
  folders?: readonly string[]
): Promise<Found> {
  const known = discoverPlugins(folders?.join(':') ?? process.env['PREAU_PLUGINS'])
  const packages: PluginPackage[] = []
  const needs = new Map<string, readonly string[]>()
  for (const { manifest } of plugins) {
    const order: PluginPackage[] = []
    const named = manifest as Named
    await visit(named, { known, order })
    const required = order.map(({ id }) => id).filter((id) => id !== named.id)
    needs.set(named.id, required)
    packages.push(...order.filter((one) => !packages.includes(one)))
  }
  return { packages, requiredBy: (id) => needs.get(id) ?? [] }
}

/** Whether a package is not one of the checkout's own. */
export function isOutside({ origin }: PluginPackage): boolean {
  return origin !== 'workspace'
}

/** Whether a package's TypeScript is there to be run. */
export function hasSources({ folder }: PluginPackage): boolean {
  return (
    readFileSync(join(folder, 'package.json'), 'utf8').includes('"preau-src"') &&
    existsSync(join(folder, 'plugin.ts'))
  )
}

/** As much of a manifest as finding it needs. */
interface Named {
  id: string
  requires?: Readonly<Record<string, string>>
}

interface Visiting {
  known: readonly PluginPackage[]
  /** What is found, each after those that it requires. */
  order: PluginPackage[]
}

/** Adds a plugin's package after those of all it requires. @throws when one is in no folder that is known */
async function visit({ id, requires = {} }: Named, { known, order }: Visiting): Promise<void> {
  const found = known.find((one) => one.id === id)
  if (!found)
    throw new Error(
      `« ${id} » is in no folder that the test host knows: it must be in plugins/, or run by « npm test -- --plugin FOLDER ».`
    )
  for (const other of Object.keys(requires)) {
    const needed = known.find((one) => one.id === other)
    await visit(needed ? await manifestOf(needed) : { id: other }, { known, order })
  }
  if (!order.includes(found)) order.push(found)
}

async function manifestOf(found: PluginPackage): Promise<Named> {
  const loaded = (await import(entryOf(found, '.'))) as { default: Plugin }
  return loaded.default.manifest
}
