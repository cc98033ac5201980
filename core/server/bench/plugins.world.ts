import { installPlugins } from '../../testing/src/migrate.ts'
import { asAdmin } from '../../testing/src/postgres.ts'
import { PluginHome, type TempPlugin } from '../../testing/src/temp_plugins.ts'
import { writeWorld } from './news_list.world.ts'
import { benchDatabase } from './support/bench_database.ts'
import type { Visit } from './support/load_process.ts'

/** Plugins besides the two of the checkout. */
const MORE = 28

const PERSONAL = `{ subject: 'author', via: 'author_id', fields: ['text'], purpose: 'privacy.purpose', basis: 'public-task',
  retention: 'P1Y', retainFrom: 'creation', onErase: 'delete' }`

const manifestOf = (id: string, order: number) => `import { definePlugin } from '@preau/kit'
export default definePlugin({
  id: '${id}', category: 'teaching', audience: ['student', 'teacher'],
  permissions: {
    read: { subject: 'lines', relation: 'own', columns: { owner: 'author_id' }, grantedTo: ['student', 'teacher'] },
    write: { relation: 'school', grantedTo: ['teacher', 'head'] },
  },
  pages: { home: { path: '', permission: 'read' } },
  contributes: { nav: [{ zone: 'main', page: 'home', icon: 'i-lucide-book', order: ${order} }],
    slots: [{ slot: 'home.widgets/v1', component: 'Widget', permission: 'read' }] },
  jobs: { nightly: { schedule: '10 4 * * *', whenDisabled: 'discard' } },
  privacy: { storesPersonalData: true, tables: { lines: ${PERSONAL} } },
})`

const serverOf = (id: string) => `import { defineServer } from '@preau/kit/server'
import db from '@adonisjs/lucid/services/db'
import plugin from './plugin.js'
const remove = (member) => db.from('lines').where('author_id', member).delete()
export default defineServer(plugin, {
  routes(router) {
    router.get('/', { permission: '${id}.read' }, () => db.from('lines').limit(20))
    router.get('/:id', { permission: '${id}.read' }, ({ params }) => db.from('lines').where('id', params.id).first())
    router.post('/', { permission: '${id}.write' }, () => db.table('lines').insert({ text: 'x' }))
    router.delete('/:id', { permission: '${id}.write' }, ({ params }) => db.from('lines').where('id', params.id).delete())
  },
  jobs: { nightly: () => db.from('lines').limit(1) },
  listeners: { 'core.member.left/v1': (_scope, { memberId }) => remove(memberId) },
  privacy: { async *export() {}, async erase(_scope, member) { return { rows: await remove(member), files: 0 } } },
})`

/** A plugin of ordinary size: a table with a person in it, a page in the menu, a widget, a job every night, a listener. */
function ordinary(number: number): TempPlugin {
  const id = `module-${number}`
  return {
    ...{ id, plugin: manifestOf(id, number), server: serverOf(id) },
    migrations: {
      '0001_lines': `this.schoolTable('lines', (table) => {
        table.text('text').notNullable()
        this.member(table, 'author_id')
      })`,
    },
    locales: { fr: { name: id, summary: id, pages: { home: id }, widgets: { Widget: id } } },
  }
}

/** The news' world, with more plugins installed, and on in each of its schools. */
export async function manyPlugins(
  url: string
): Promise<{ visits: Visit[]; home: PluginHome; count: number }> {
  const visits = await asAdmin(url, writeWorld)
  const home = new PluginHome()
  for (let number = 1; number <= MORE; number++) home.write(ordinary(number))
  const database = benchDatabase(url)
  await installPlugins(database, home.folders, { sources: false })
  const count = await asAdmin(url, async (admin) => {
    await admin.query(
      `insert into core.activations (school_id, plugin, is_on, active, revision)
       select s.id, p.id, true, true, nextval('core.revision') from core.schools s, core.plugins p
       where p.status = 'installed' on conflict do nothing`
    )
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int as count from core.plugins where status = 'installed'`
    )
    return rows[0]!.count
  })
  return { visits, home, count }
}
