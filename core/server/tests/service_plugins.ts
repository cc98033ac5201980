import type { TempPlugin } from '../../testing/src/temp_plugins.ts'

const MANIFEST = `
  category: 'resources', audience: ['head', 'student'],
  permissions: { use: { relation: 'school', grantedTo: ['head', 'student', 'teacher'] } },
  privacy: { storesPersonalData: false, reason: 'privacy.none' },`
const LINES = `this.schoolTable('lines', (table) => table.text('text').notNullable())`
/** Under which role, on which schema, and in which school a query runs. */
const WHERE = `
  const where = async () => {
    const { rows } = await db.rawQuery(
      "select current_user::text as role, current_schema()::text as schema, core_api.school_id() as school from lines right join (values (1)) as one on true limit 1")
    return rows[0]
  }
  const write = (text) => db.table('lines').insert({ text })
  const texts = async () => (await db.from('lines').select('text').orderBy('id')).map(({ text }) => text)`
const IMPORTS = `
  import db from '@adonisjs/lucid/services/db'
  import { defineServer, PluginError } from '@preau/kit/server'
  import plugin from './plugin.js'
  ${WHERE}`

function plugin(id: string, more: string, server: string): TempPlugin {
  return {
    id,
    plugin: `import { definePlugin } from '@preau/kit'
      export default definePlugin({ id: '${id}', ${MANIFEST} ${more} })`,
    server: `${IMPORTS}\nexport default defineServer(plugin, {${server}})`,
    migrations: { '0001_lines': LINES },
    locales: { fr: { name: id, summary: id }, en: { name: id, summary: id } },
  }
}

/** Calls « mots » by choice, and never « secrets », which it does not declare. */
export const APPEL = plugin(
  'appel',
  `optional: { mots: '^1.0.0', absent: '^1.0.0' },`,
  `routes(router) {
    const route = (method, path, work) => router[method](path, { permission: 'appel.use' }, ({ scope, request }) =>
      work({ scope, mots: scope.service('mots.words/v1'), text: request.input('text') }))
    route('get', '/there', ({ mots, scope }) => ({ mots: Boolean(mots), absent: Boolean(scope.service('absent.words/v1')) }))
    route('get', '/undeclared', ({ scope }) => ({ secrets: Boolean(scope.service('secrets.words/v1')) }))
    route('get', '/texts', async ({ mots }) => ({ own: await texts(), theirs: await mots?.texts() }))
    route('get', '/together', async ({ mots }) => Promise.all([where(), mots.where(), where(), mots.deep(), where(), mots.where(), where()]))
    route('post', '/together', async ({ mots, text }) => Promise.all([write(text), mots.write(text), write(text), mots.deepWrite(text), where(), write(text)]))
    route('post', '/both', async ({ mots, text }) => { await write(text); await mots.write(text); return where() })
    route('post', '/caught', async ({ mots, text }) => {
      await write('before ' + text)
      const caught = await mots[text](text).catch((error) => error.code ?? error.message)
      await write('after ' + text)
      return { caught, where: await where() }
    })
    route('post', '/thrown', async ({ mots, text }) => { await write(text); await mots.write(text); throw new Error('the caller throws') })
    route('post', '/nested', async ({ mots, text }) => {
      const inside = await db.transaction(async () => { await write(text); await mots.write(text); return where() })
      await db.transaction(async () => { await write('undone'); await mots.write('undone'); throw new Error('own') }).catch(() => 0)
      return { inside, after: await where() }
    })
    route('post', '/beside', async ({ mots, text }) => Promise.all([
      db.transaction(async () => { await write(text); await where(); await write(text); return where() }),
      mots.write(text).then(() => 'theirs'),
      db.transaction(async () => { await write(text); return where() }),
      where(),
    ]))
    route('get', '/orphan', ({ mots }) => { where(); mots.where(); where(); mots.deep(); where(); throw new Error('too early') })
    route('post', '/orphan', ({ mots, text }) => { mots.write(text); write(text); mots.deepWrite(text); write(text); throw new Error('too early') })
    route('post', '/by-hand', async () => { const trx = await db.transaction(); await trx.commit(); return {} })
  },`
)

/** Offers words, and asks « fond » for more. */
export const MOTS = plugin(
  'mots',
  `optional: { fond: '^1.0.0' },`,
  `services(scope) {
    const fond = () => scope.service('fond.deep/v1')
    return { 'mots.words/v1': {
      plugin: 'mots',
      where,
      texts,
      write: async (text) => { await write(text) },
      throws: async () => { await write('lost'); await fond().write('lost too'); throw new PluginError('E_MOTS', 422, 'no') },
      breaks: async () => { await write('lost'); await db.rawQuery('select 1 / 0') },
      survives: async () => {
        await write('kept')
        await fond().breaks().catch(() => 0)
        await write('kept too')
        return (await where()).role
      },
      deep: async () => [await where(), await fond().where(), await where()],
      deepWrite: async (text) => Promise.all([write(text), fond().write(text), write(text)]),
      says: async () => scope.say('name'),
    } }
  },`
)

/** The third floor. */
export const FOND = plugin(
  'fond',
  '',
  `services() {
    return { 'fond.deep/v1': {
      where,
      write: async (text) => { await write(text) },
      breaks: async () => { await write('lost'); await db.rawQuery('select 1 / 0') },
    } }
  },`
)

/** Has a service that nobody declares; also claims one that is not its own. */
export const SECRETS = plugin(
  'secrets',
  '',
  `services() { return { 'secrets.words/v1': { where }, 'mots.words/v1': { where: async () => 'impostor' } } },`
)

/** Cannot work without « mots », whose name comes before its own. */
export const ZELE = plugin(
  'zele',
  `requires: { mots: '^1.0.0' },`,
  `routes(router) {
    router.post('/write', { permission: 'zele.use' }, async ({ scope }) => {
      await write('zele')
      await scope.service('mots.words/v1').write('for zele')
      return {}
    })
    router.get('/', { permission: 'zele.use' }, () => ({ ok: true }))
  },`
)
