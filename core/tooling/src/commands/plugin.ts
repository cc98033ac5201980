import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { allPlugins, type PluginPlace } from '../build/packages.ts'
import { installPlugin, removePlugin } from '../plugin/install.ts'

const USAGE = 'Usage: npm run plugin -- list, install FILE.tgz, or remove ID.'

/** Plugins of this installation: which there are, one more, one less. */
export function run([command, ...rest]: string[]): void {
  const [named, ...more] = rest
  if (command === 'install' && named && !more.length) return installPlugin(named)
  if (command === 'remove' && named && !more.length) return removePlugin(named)
  if (command !== 'list' || rest.length) throw new Refusal(USAGE)
  for (const place of allPlugins()) console.log(describe(place))
}

function describe({ id, folder, origin }: PluginPlace): string {
  const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version?: string
    description?: string
  }
  const words = [id.padEnd(24), (found.version ?? '').padEnd(10), origin.padEnd(10)]
  return [...words, found.description ?? ''].join(' ').trimEnd()
}
