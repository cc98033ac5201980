import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

export const HOME = join(import.meta.dirname, '../../..')
const MODULES = join(HOME, 'node_modules')

/**
 * Does what `npm install` does in a plugin of one's own, without the network: the kit's packages are those of
 * the tarballs, unpacked; the others are the checkout's.
 */
export function installFrom(kit: string, folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@preau'), { recursive: true })
  for (const name of readdirSync(MODULES)) {
    if (name !== '@preau' && !name.startsWith('.'))
      symlinkSync(join(MODULES, name), join(modules, name))
  }
  for (const name of ['kit', 'ui', 'client', 'testing']) {
    const into = join(modules, '@preau', name)
    mkdirSync(into)
    const tarball = join(kit, `preau-${name}-0.1.0.tgz`)
    execFileSync('tar', ['-xzf', tarball, '-C', into, '--strip-components=1'])
  }
}

/** Runs one of the compilers in a folder; answers what it complains of. */
export function compile(program: 'tsc' | 'vue-tsc', folder: string, args: string[]): string {
  const path = { tsc: 'typescript/bin/tsc', 'vue-tsc': 'vue-tsc/bin/vue-tsc.js' }[program]
  try {
    execFileSync(process.execPath, [join(MODULES, path), ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    return ''
  } catch (error) {
    return (error as { stdout?: string }).stdout || String(error)
  }
}
