import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { parse } from 'yaml'
import { readEnvironment } from '../../../server/start/environment.ts'
import { VARIABLES } from '../../../server/start/variables.ts'
import { ROOT } from '../../paths.mjs'

interface Service {
  image?: string
  build?: string
  command?: string[]
  environment?: Record<string, string | number>
  ports?: string[]
  volumes?: string[]
  networks?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[]; disable?: boolean }
  stop_grace_period?: string
  read_only?: boolean
}

interface Compose {
  services: Record<string, Service>
  volumes: Record<string, null>
  networks: Record<string, { internal?: boolean } | null>
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const text = read('docker-compose.yml')
const { services, volumes, networks } = parse(text, { merge: true }) as Compose
const example = read('.env.example')
const ours = Object.entries(services).filter(([, { build }]) => build)
const serving = ours.filter(([, { environment }]) => environment?.['PREAU_ROLE'])

/** The environment of a service, as compose makes it from a filled `.env`. */
function filled({ environment = {} }: Service): Record<string, string> {
  const secret = 'a0'.repeat(20)
  const fill = (value: string | number) =>
    String(value)
      .replace(/\$\{\w+:\?[^}]*\}/g, secret)
      .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)]))
}

test.group('The compose file', () => {
  test('what it takes from .env is explained in .env.example, and the other way round', ({
    assert,
  }) => {
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name))
    const explained = [...example.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name)
    assert.sameMembers([...used], explained)
  })

  test('it holds no secret: those that it needs are asked for by name', ({ assert }) => {
    for (const name of [
      'APP_KEY',
      'POSTGRES_PASSWORD',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
    ]) {
      assert.include(text, `\${${name}:?`)
      assert.match(example, new RegExp(`^${name}=$`, 'm'))
    }
    for (const [, { environment = {} }] of Object.entries(services))
      for (const [name, value] of Object.entries(environment))
        if (/KEY|PASSWORD|SECRET|TOKEN/.test(name))
          assert.match(String(value), /^\$\{\w+:[?-]/, name)
  })

  test('every process of ours understands what it is told', ({ assert }) => {
    for (const [name, service] of ours) {
      const environment = filled(service)
      for (const variable of Object.keys(environment))
        assert.property(VARIABLES, variable, `${variable} of ${name}`)
      const purpose = environment['PREAU_ROLE'] ? 'serve' : 'command'
      assert.deepEqual(readEnvironment(environment, purpose).mistakes, [], name)
    }
  })

  test('two web processes and a worker serve, and none knows the administrator’s password', ({
    assert,
  }) => {
    const roles = serving.map(([, { environment }]) => environment?.['PREAU_ROLE'])
    assert.sameMembers(roles, ['web', 'web', 'worker'])
    const knows = Object.entries(services)
      .filter(([, service]) =>
        JSON.stringify(service.environment ?? {}).includes('POSTGRES_PASSWORD')
      )
      .map(([name]) => name)
    assert.sameMembers(knows, ['migrate', 'postgres'])
  })

  test('what serves waits for what it needs; what it needs says how it is', ({ assert }) => {
    for (const [name, { depends_on = {} }] of serving)
      assert.equal(depends_on['migrate']?.condition, 'service_completed_successfully', name)
    for (const [name, { depends_on = {} }] of Object.entries(services))
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        assert.property(services, needed, `${needed}, needed by ${name}`)
        const { healthcheck, build } = services[needed]!
        if (condition === 'service_healthy')
          assert.isTrue(Boolean(healthcheck?.test ?? build), needed)
      }
  })

  test('only the proxy is reached from outside; data are in named volumes; images are pinned', ({
    assert,
  }) => {
    assert.isTrue(networks['back']?.internal)
    for (const [name, service] of Object.entries(services)) {
      assert.equal(service.ports !== undefined, name === 'proxy', name)
      if (!service.build) assert.match(service.image ?? '', /:[\w.-]*\d[\w.-]*$/, name)
      else assert.isTrue(service.read_only, name)
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':')
        assert.isTrue(source.startsWith('./') || source in volumes, volume)
      }
    }
  })

  test('a process is given the time that it takes to stop', ({ assert }) => {
    for (const [name, { environment = {}, stop_grace_period: grace }] of serving) {
      const longest = Number(environment['STOP_DELAY']) + Number(environment['STOP_SECONDS'])
      assert.isAbove(parseInt(grace ?? '', 10), longest, name)
    }
  })
})

test.group('The image', () => {
  const stages = read('Dockerfile').split(/^FROM /m)
  const last = stages.at(-1) ?? ''

  test('it runs as an ordinary user, and says how it is', ({ assert }) => {
    assert.match(last, /^USER node$/m)
    assert.match(last, /^HEALTHCHECK /m)
    assert.include(last, '/health/ready')
  })

  test('it carries no tool of the build, and takes nothing of the host but what git has', ({
    assert,
  }) => {
    assert.notMatch(last, /^RUN /m)
    assert.notMatch(last, /^COPY (?!--from=)/m)
    assert.include(read('Dockerfile'), 'npm ci --omit=dev')
    const ignored = read('.dockerignore').split('\n')
    for (const path of ['.env', '.data', '.git', '**/node_modules', '**/dist'])
      assert.include(ignored, path)
  })
})

test.group('The documentation of the configuration', () => {
  test('names every variable', ({ assert }) => {
    const page = read('docs/operations/configuration.md')
    for (const name of Object.keys(VARIABLES)) assert.include(page, `\`${name}\``)
  })
})
