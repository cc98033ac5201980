import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { pluginFolders } from '../build/packages.ts'
import { addToPlugin } from '../plugin/add.ts'
import { checkPlugins } from '../plugin/check.ts'

const USAGE =
  'Usage: npm run plugin -- list, check [--plugin FOLDER] [--json FILE], or add PIECE [NAME] [--plugin FOLDER].'

/** Help for those who write plugins. */
export async function run([command, ...rest]: string[]): Promise<number> {
  if (command === 'check') return checkPlugins(rest)
  if (command === 'add') {
    await addToPlugin(rest)
    return 0
  }
  if (command !== 'list' || rest.length) throw new Refusal(USAGE)
  for (const folder of pluginFolders()) console.log(describe(folder))
  return 0
}

interface PluginPackage {
  version?: string
  description?: string
  preau?: { id?: string }
}

function describe(folder: string): string {
  const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PluginPackage
  const id = found.preau?.id ?? basename(folder)
  return `${id.padEnd(24)} ${(found.version ?? '').padEnd(10)} ${found.description ?? ''}`.trimEnd()
}
