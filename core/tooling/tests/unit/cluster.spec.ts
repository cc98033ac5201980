import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { asAdmin } from '../../../testing/src/postgres.ts'
import { isAlive } from '../../lock.mjs'
import { startCluster, stopLeftOver } from '../../src/postgres/cluster.ts'

function options(dataDir: string) {
  return { dataDir, password: 'secret', throwaway: true }
}

function postmaster(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
}

test.group('Embedded PostgreSQL', (group) => {
  let home: string
  let dataDir: string

  group.setup(() => {
    home = mkdtempSync(join(tmpdir(), 'preau-cluster-'))
    dataDir = join(home, 'postgres')
  })
  group.teardown(async () => {
    await stopLeftOver(dataDir)
    rmSync(home, { recursive: true })
  })

  test('a half-made data folder is never taken for a whole one', async ({ assert }) => {
    mkdirSync(`${dataDir}.new.1/base`, { recursive: true })
    const cluster = await startCluster(options(dataDir))
    assert.sameMembers(
      readdirSync(home).filter((name) => name.startsWith('postgres.new')),
      []
    )
    const { rows } = await asAdmin(cluster.url('postgres'), (admin) =>
      admin.query(
        "select datlocale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'postgres'"
      )
    )
    assert.deepEqual(rows, [{ datlocale: 'C.UTF-8', encoding: 'UTF8' }])
    await cluster.stop()
  }).timeout(90_000)

  test('keeps its port, and takes another when a program has it', async ({ assert }) => {
    const first = await startCluster(options(dataDir))
    await first.stop()
    const second = await startCluster(options(dataDir))
    assert.equal(second.port, first.port)
    await second.stop()
    const thief = createServer().listen(first.port, '127.0.0.1')
    const third = await startCluster(options(dataDir))
    assert.notEqual(third.port, first.port)
    await third.stop()
    thief.close()
  })

  test('takes over a server whose supervisor was killed, and stops it', async ({ assert }) => {
    await startCluster(options(dataDir))
    const pid = postmaster(dataDir)
    const again = await startCluster(options(dataDir))
    assert.equal(postmaster(dataDir), pid)
    await again.stop()
    assert.isFalse(isAlive(pid))
  })

  test('starts after the server itself was killed', async ({ assert }) => {
    const first = await startCluster(options(dataDir))
    process.kill(postmaster(dataDir), 'SIGKILL')
    const again = await startCluster(options(dataDir))
    const { rows } = await asAdmin(again.url('postgres'), (admin) => admin.query('select 1 as one'))
    assert.deepEqual(rows, [{ one: 1 }])
    assert.equal(again.port, first.port)
    await again.stop()
  })

  test('listens on this machine only, and asks for the password', async ({ assert }) => {
    const cluster = await startCluster(options(dataDir))
    await assert.rejects(
      () => asAdmin(cluster.url('postgres').replace('secret', 'wrong'), async () => undefined),
      /password authentication failed/
    )
    const { rows } = await asAdmin(cluster.url('postgres'), (admin) =>
      admin.query("select current_setting('listen_addresses') as listens")
    )
    assert.deepEqual(rows, [{ listens: '127.0.0.1' }])
    await cluster.stop()
  })
})
