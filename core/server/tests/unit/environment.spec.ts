import { test } from '@japa/runner'
import { Environment, EnvironmentError, readEnvironment } from '../../start/environment.ts'
import { networks } from '../../start/kinds.ts'

const KEY = 'a-key-for-tests-of-forty-characters-long'
const SERVES = { APP_KEY: KEY, DATABASE_URL: 'postgres://base:5432/preau' }

function mistakes(source: Record<string, string>, purpose: 'serve' | 'command' = 'serve') {
  return readEnvironment(source, purpose).mistakes
}

test.group('The environment of a process', () => {
  test('a key and an address are enough; the rest has its default', ({ assert }) => {
    const env = new Environment(SERVES)
    assert.equal(env.get('PORT'), 3333)
    assert.equal(env.get('PREAU_ROLE'), 'all')
    assert.equal(env.get('DATABASE_POOL'), 10)
    assert.isUndefined(env.get('REDIS_URL'))
  })

  test('each role’s address derives from the one of the database and the key', ({ assert }) => {
    const env = new Environment(SERVES)
    const app = new URL(env.get('DATABASE_APP_URL'))
    assert.equal(app.username, 'preau_app')
    assert.lengthOf(app.password, 43)
    assert.equal(app.host + app.pathname, 'base:5432/preau')
    assert.equal(new URL(env.get('DATABASE_CORE_URL')).username, 'core_runtime')
    assert.equal(new URL(env.get('DATABASE_QUEUE_URL')).username, 'preau_queue')
    assert.isUndefined(env.get('DATABASE_OWNER_URL'))
  })

  test('an address that is given wins over the one that would be derived', ({ assert }) => {
    const own = 'postgres://preau_app:x@elsewhere/preau'
    assert.equal(new Environment({ ...SERVES, DATABASE_APP_URL: own }).get('DATABASE_APP_URL'), own)
  })

  test('the owner’s address derives from the administrator’s only', ({ assert }) => {
    const env = new Environment({ ...SERVES, DATABASE_URL: 'postgres://admin:pass@base/preau' })
    assert.equal(new URL(env.get('DATABASE_OWNER_URL')!).username, 'preau_owner')
  })

  test('every mistake is told, one sentence each, and at once', ({ assert }) => {
    const found = mistakes({
      APP_KEY: 'short',
      PORT: '99999',
      PREAU_ROLE: 'boss',
      REDIS_URL: 'localhost:6379',
      DATABASE_URL: 'mysql://base/preau',
      TRUSTED_PROXIES: '10.0.0.0/99',
      S3_ENDPOINT: 'http://minio:9000',
      S3_ACCESS_KEY_ID: 'name',
      METRICS_TOKEN: 'x',
    })
    const about = (name: string) => found.filter((one) => one.startsWith(`${name} `))
    for (const name of ['APP_KEY', 'PORT', 'PREAU_ROLE', 'REDIS_URL', 'DATABASE_URL', 'S3_BUCKET'])
      assert.lengthOf(about(name), 1, `${name} in ${found.join('\n')}`)
    assert.lengthOf(found, 9)
    for (const sentence of found) assert.match(sentence, /^[A-Z][^\n]+\.$/)
  })

  test('a process that serves refuses the administrator’s password; a command takes it', ({
    assert,
  }) => {
    const source = { APP_KEY: KEY, DATABASE_URL: 'postgres://admin:secret-word@base/preau' }
    const [sentence = ''] = mistakes(source, 'serve')
    assert.include(sentence, 'must not know the administrator')
    assert.notInclude(sentence, 'secret-word')
    assert.isEmpty(mistakes(source, 'command'))
  })

  test('the text of a secret is never repeated', ({ assert }) => {
    const found = mistakes({ APP_KEY: 'my-short-key', DATABASE_URL: 'postgres://u:hunter2@/x' })
    assert.notInclude(found.join('\n'), 'my-short-key')
    assert.notInclude(found.join('\n'), 'hunter2')
  })

  test('an empty variable counts as absent', ({ assert }) => {
    const env = new Environment({ ...SERVES, REDIS_URL: '', METRICS_TOKEN: '  ', PORT: '' })
    assert.isUndefined(env.get('REDIS_URL'))
    assert.isUndefined(env.get('METRICS_TOKEN'))
    assert.equal(env.get('PORT'), 3333)
  })

  test('without an address of the database it cannot be made', ({ assert }) => {
    assert.throws(() => new Environment({ APP_KEY: KEY }), EnvironmentError)
  })

  test('networks are read from addresses, ranges and two words', ({ assert }) => {
    assert.deepEqual(networks.read('10.1.2.3'), [
      { address: '10.1.2.3', prefix: 32, family: 'ipv4' },
    ])
    assert.deepEqual(networks.read('fd00::/8'), [{ address: 'fd00::', prefix: 8, family: 'ipv6' }])
    assert.lengthOf(networks.read('loopback, private')!, 6)
    for (const wrong of ['', 'proxy', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '10.0.0.0/'])
      assert.isUndefined(networks.read(wrong), wrong)
  })
})
