import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { cloneDatabase, emptyDatabase } from '../../../testing/src/postgres.ts'

const SERVER = join(import.meta.dirname, '../..')
const KEY = 'a-key-for-tests-of-forty-characters-long'

/** Starts the server as a supervisor does, and answers how it ended. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['dist/bin/server.js'], {
    cwd: SERVER,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'silent', ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  return new Promise<{ code: number | null; said: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, said }))
  )
}

test.group('A configuration that cannot be used', (group) => {
  group.each.timeout(180_000)

  test('every mistake is told at once, a line each, and the process ends', async ({ assert }) => {
    const { code, said } = await start({ PORT: 'abc', REDIS_URL: 'nowhere', CLAMD_PORT: '-1' })
    assert.equal(code, 1)
    const lines = said.split('\n').filter((line) => line.startsWith('  - '))
    const names = lines.map((line) => line.slice(4).split(' ')[0])
    assert.sameMembers(names, ['APP_KEY', 'PORT', 'REDIS_URL', 'CLAMD_PORT', 'DATABASE_URL'])
    assert.notMatch(said, /\bat .*\.js/, 'no stack')
  })

  test('a database that does not answer is a sentence', async ({ assert }) => {
    const DATABASE_URL = 'postgres://127.0.0.1:1/preau'
    const { code, said } = await start({ APP_KEY: KEY, DATABASE_URL, PORT: '0' })
    assert.equal(code, 1)
    assert.match(said, /^The database does not answer .*\(ECONNREFUSED\)\n$/)
  })

  test('a database that was not migrated, or with another key, is a sentence', async ({
    assert,
  }) => {
    const empty = await emptyDatabase()
    const migrated = await cloneDatabase()
    const without = (url: string) => Object.assign(new URL(url), { username: '', password: '' })
    const address = (url: string) => without(url).toString()
    const fresh = await start({
      ...{ APP_KEY: empty.appKey, DATABASE_URL: address(empty.adminUrl), PORT: '0' },
    })
    const otherKey = await start({
      ...{ APP_KEY: KEY, DATABASE_URL: address(migrated.adminUrl), PORT: '0' },
    })
    await Promise.all([empty.drop(), migrated.drop()])
    assert.equal(fresh.code, 1)
    assert.match(fresh.said, /migrate/)
    assert.equal(otherKey.code, 1)
    assert.match(otherKey.said, /^The database refuses our password: APP_KEY /)
  })
})
