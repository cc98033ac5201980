import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { pluginFolders } from '../build/packages.ts'

/** Help for those who write plugins. */
export function run([command, ...rest]: string[]): void {
  if (command !== 'list' || rest.length) throw new Refusal('Usage: npm run plugin -- list.')
  for (const folder of pluginFolders()) console.log(describe(folder))
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
