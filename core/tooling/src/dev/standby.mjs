/**
 * Preloaded into the next server of `npm run dev`: it imports what the server depends on, which no edit
 * changes, then waits until it is told to go on with what was edited.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const PACKAGE = join(process.cwd(), 'package.json')
/** What it takes of them beside what their names give; none of it asks for the application, which is not there yet. */
const MORE = [
  ...['app', 'http', 'logger', 'hash', 'encryption', 'bodyparser', 'bodyparser_middleware'].map(
    (name) => `@adonisjs/core/${name}`
  ),
  ...['app_provider', 'hash_provider', 'vinejs_provider'].map(
    (name) => `@adonisjs/core/providers/${name}`
  ),
  '@adonisjs/core/encryption/drivers/aes_256_gcm',
  '@adonisjs/drive/drive_provider',
  '@adonisjs/lucid/database_provider',
  '@adonisjs/lucid/orm',
  'knex/lib/dialects/postgres/index.js',
  'pino',
]
const { dependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8'))
const { resolve } = createRequire(PACKAGE)

const go = new Promise((told) => process.once('message', told))
for (const name of [...Object.keys(dependencies), ...MORE]) {
  if (name.startsWith('@preau/')) continue
  try {
    await import(pathToFileURL(resolve(name)).href)
  } catch {
    // what cannot be loaded alone is loaded, or complained of, by the server
  }
}
await go
