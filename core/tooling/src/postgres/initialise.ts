import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { handOver } from './identity.ts'
import { lastLine, SUPERUSER, type Workplace } from './options.ts'

/** Makes the cluster aside and renames it when whole, so that one half made is never taken for one. */
export function initialise({ binaries, identity, options }: Workplace): void {
  const { dataDir, password, throwaway } = options
  removeUnfinished(dataDir)
  // Its own each time: an initdb whose parent was killed, when it fails, empties the folder that it was given.
  const fresh = `${dataDir}.new.${process.pid}`
  const passwordFile = `${fresh}.password`
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of [fresh, passwordFile]) handOver(identity, path)
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const [command = '', ...args] = [
    ...identity.prefix,
    binaries.initdb,
    ...['-D', fresh, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...[`--locale=${locale}`, '--lc-messages=C', '--no-instructions'],
    ...(throwaway ? ['--no-sync'] : []),
  ]
  const { uid, gid } = identity
  const made = spawnSync(command, args, { uid, gid, encoding: 'utf8', cwd: '/' })
  rmSync(passwordFile, { force: true })
  if (made.status !== 0)
    throw new Refusal(
      `PostgreSQL could not make its data folder: ${lastLine(made.stderr) || made.error?.message}`
    )
  renameSync(fresh, dataDir)
}

function removeUnfinished(dataDir: string) {
  const home = dirname(dataDir)
  for (const name of readdirSync(home))
    if (name.startsWith(`${basename(dataDir)}.new.`))
      rmSync(join(home, name), { recursive: true, force: true })
}
