import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What an installation keeps to itself: the application's key and the database administrator's password. */
export interface Secrets {
  appKey: string
  adminPassword: string
}

/** Reads the secrets of a folder, making them the first time; readable by their owner alone. `APP_KEY` wins over the file. */
export function readSecrets(file: string): Secrets {
  if (!existsSync(file)) writeSecrets(file)
  const secrets = JSON.parse(readFileSync(file, 'utf8')) as Secrets
  return { ...secrets, appKey: process.env['APP_KEY'] || secrets.appKey }
}

function writeSecrets(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const secrets: Secrets = { appKey: token(), adminPassword: token() }
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(aside, file)
}

function token(): string {
  return randomBytes(32).toString('base64url')
}
