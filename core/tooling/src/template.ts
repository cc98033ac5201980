import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { asAdmin, databaseUrl, dropDatabase } from '../../testing/src/postgres.ts'
import { ROOT } from '../paths.mjs'
import { listFiles, pluginFolders } from './build/packages.ts'
import { DEVELOPMENT, migrate } from './prepare.ts'

const PREFIX = 'preau_template_'

/** The migrated database that tests clone, on a server: made once for each state of the schema, older ones dropped. */
export async function ensureTemplate(
  server: string,
  appKey: string
): Promise<{ name: string; made: boolean }> {
  const name = `${PREFIX}${schemaHash(appKey)}`
  const existing = await asAdmin(server, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [PREFIX]
    )
    return rows.map((row) => row.datname)
  })
  if (existing.includes(name)) return { name, made: false }
  for (const old of existing) await dropDatabase(server, old)
  const unfinished = `${PREFIX}new`
  await asAdmin(server, (admin) =>
    admin.query(`create database ${pg.escapeIdentifier(unfinished)}`)
  )
  const url = databaseUrl(server, unfinished)
  await migrate({
    database: { url, appKey, label: name, stop: async () => undefined },
    mode: DEVELOPMENT,
  })
  await asAdmin(server, (admin) =>
    admin.query(
      `alter database ${pg.escapeIdentifier(unfinished)} rename to ${pg.escapeIdentifier(name)}`
    )
  )
  return { name, made: true }
}

/** Changes with everything that a migrated database is made of. */
function schemaHash(appKey: string): string {
  const folders = [
    ...[
      'core/server/database',
      'core/server/app/scope',
      'core/server/app/host',
      'core/server/app/outbox',
      'core/server/commands',
    ],
    'core/kit/src',
  ].map((path) => join(ROOT, path))
  for (const folder of pluginFolders()) folders.push(join(folder, 'database'))
  const hash = createHash('sha256').update(appKey)
  for (const folder of folders)
    for (const file of listFiles(folder)) hash.update(file).update(readFileSync(join(folder, file)))
  for (const folder of pluginFolders())
    for (const file of ['package.json', 'plugin.ts'])
      if (listFiles(folder).includes(file)) hash.update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}
