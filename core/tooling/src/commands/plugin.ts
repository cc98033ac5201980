import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { allPlugins, type PluginPlace } from '../build/packages.ts'
import { addToPlugin } from '../plugin/add.ts'
import { checkPlugins } from '../plugin/check.ts'
import { installPlugin, removePlugin } from '../plugin/install.ts'

const USAGE = `Usage: npm run plugin -- list, install FILE.tgz, remove ID,
  check [--plugin FOLDER] [--json FILE], or add PIECE [NAME] [--plugin FOLDER].`

/** Plugins of this installation: which there are, one more, one less, whether they keep the contract; and a piece more to one that is being written. */
export async function run([command, ...rest]: string[]): Promise<number> {
  const [named, ...more] = rest
  if (command === 'check') return checkPlugins(rest)
  if (command === 'add') await addToPlugin(rest)
  else if (command === 'install' && named && !more.length) installPlugin(named)
  else if (command === 'remove' && named && !more.length) removePlugin(named)
  else if (command === 'list' && !rest.length)
    for (const place of allPlugins()) console.log(describe(place))
  else throw new Refusal(USAGE)
  return 0
}

function describe({ id, folder, origin }: PluginPlace): string {
  const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version?: string
    description?: string
  }
  const words = [id.padEnd(24), (found.version ?? '').padEnd(10), origin.padEnd(10)]
  return [...words, found.description ?? ''].join(' ').trimEnd()
}
