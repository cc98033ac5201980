import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Refusal } from '../../refusal.mjs'
import { handOver } from './identity.ts'
import { lastLine, SUPERUSER, type Workplace } from './options.ts'

/** Makes the cluster aside and renames it when whole, so that one half made is never taken for one. */
export function initialise({ binaries, identity, options }: Workplace): void {
  const { dataDir, password, throwaway } = options
  const fresh = `${dataDir}.new`
  const passwordFile = `${dataDir}.new-password`
  for (const path of [fresh, passwordFile]) rmSync(path, { recursive: true, force: true })
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
