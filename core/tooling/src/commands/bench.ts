import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { takeLock } from '../../lock.mjs'
import { DATA, SERVER } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { withClient } from '../database.ts'
import { operatorEnvironment } from '../environment.ts'
import { startCluster } from '../postgres/cluster.ts'
import { migrate, PRODUCTION } from '../prepare.ts'
import { FROM_SOURCES, runNode } from '../processes.ts'
import { readSecrets } from '../secrets.ts'
import { run as build } from './build.ts'

const FOLDER = join(SERVER, 'bench')
const NAME = 'preau_bench'
/** As a small real server has it: durable, and counting statements for the ratios. */
const SETTINGS = {
  shared_buffers: '512MB',
  shared_preload_libraries: 'pg_stat_statements',
}

/** Runs the measures of `core/server/bench` on a PostgreSQL of their own, each on a fresh database; names choose some. */
export async function run(args: string[]): Promise<number> {
  const files = existsSync(FOLDER)
    ? readdirSync(FOLDER).filter((name) => name.endsWith('.bench.ts'))
    : []
  const chosen = files.filter((name) => !args.length || args.some((arg) => name.includes(arg)))
  if (!chosen.length)
    throw new Refusal(
      `No measure of that name in core/server/bench (${files.join(', ') || 'none'}).`
    )
  const holder = takeLock(join(DATA, 'bench.lock'), { what: 'npm run bench' })
  if (holder) throw new Refusal(`« npm run bench » already runs here (process ${holder.pid}).`)
  await build()
  const { appKey, adminPassword } = readSecrets(join(DATA, 'bench-secrets.json'))
  const cluster = await startCluster({
    dataDir: join(DATA, 'bench-postgres'),
    password: adminPassword,
    settings: SETTINGS,
  })
  let code = 0
  try {
    for (const file of chosen) {
      await renew(cluster.url('postgres'))
      const access = { url: cluster.url(NAME), appKey, label: NAME, stop: cluster.stop }
      await migrate({ database: access, mode: PRODUCTION })
      console.log(`\n${file}`)
      const env = operatorEnvironment(access, { NODE_ENV: 'production' })
      code = (await runNode({ args: [...FROM_SOURCES, join(FOLDER, file)], env })) || code
    }
  } finally {
    await cluster.stop()
  }
  return code
}

async function renew(url: string) {
  await withClient(url, async (client) => {
    await client.query(`drop database if exists ${pg.escapeIdentifier(NAME)} with (force)`)
    await client.query(`create database ${pg.escapeIdentifier(NAME)}`)
  })
}
