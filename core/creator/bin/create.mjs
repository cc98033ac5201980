#!/usr/bin/env node
// Writes a plugin of one's own, beside a clone of Préau.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { createPlugin, CreatorRefusal, readWish } from '../src/index.mjs'
import { findHome } from '../src/home.mjs'

const cwd = process.cwd()

try {
  const wish = readWish(await argumentsOrAnswers(), { cwd })
  const home = findHome(cwd, wish.home ?? process.env.PREAU_HOME)
  const kit = wish.kit ?? join(home, '.data/kit')
  const written = await createPlugin({ ...wish, home, kit })
  if (!existsSync(join(kit, 'preau-kit-0.1.0.tgz'))) packKit(home, kit)
  console.log(`✓ ${written.length} files written in ${wish.folder}`)
  console.log(`\n  cd ${relative(cwd, wish.folder)}\n  npm install\n  npm run dev`)
} catch (error) {
  if (!(error instanceof CreatorRefusal)) throw error
  console.error(`✖ ${error.message}`)
  process.exitCode = 1
}

/** What was said on the command line, else asked: an id, and a name for people. */
async function argumentsOrAnswers() {
  const args = process.argv.slice(2)
  if (args.length || !process.stdin.isTTY) return args
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const id = await terminal.question('Id (small letters, figures, hyphens): ')
  const title = await terminal.question('Name for people (in French): ')
  terminal.close()
  return [id.trim(), ...(title.trim() ? ['--title', title.trim()] : [])]
}

function packKit(home, kit) {
  const door = join(home, 'core/tooling/preau.mjs')
  const { status } = spawnSync(process.execPath, [door, 'pack:kit', '--to', kit], {
    cwd: home,
    stdio: 'inherit',
  })
  if (status !== 0)
    throw new CreatorRefusal(`The kit could not be packed: run « npm run pack:kit » in ${home}.`)
}
