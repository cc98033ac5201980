import type { TempPlugin } from '../../../testing/src/temp_plugins.ts'

/** A plugin that never names the school, has every method, and changes every row that it sees. */
export const RAYON: TempPlugin = {
  id: 'rayon',
  plugin: `
    import { definePlugin } from '@preau/kit'
    export default definePlugin({
      id: 'rayon', category: 'resources', audience: ['head'], permissions: {},
      privacy: { storesPersonalData: false, reason: 'privacy.none' },
    })`,
  server: `
    import db from '@adonisjs/lucid/services/db'
    import { defineServer, PluginError } from '@preau/kit/server'
    import plugin from './plugin.js'
    const any = { permission: 'any-member' }
    const shelf = ({ params }) => db.from('shelves').where('id', params.shelf)
    const found = (count) => { if (!Number(count)) throw new PluginError('E_NOT_FOUND', 404, 'no such shelf') }
    export default defineServer(plugin, {
      routes(router) {
        router.get('/', any, async () => ({ data: await db.from('shelves') }))
        router.get('/:shelf', any, async (ctx) => { const row = await shelf(ctx).first(); found(row ? 1 : 0); return row })
        router.post('/', any, async () => { await db.table('shelves').insert({ text: 'Un rayon de plus' }); return {} })
        router.put('/:shelf', any, async (ctx) => { found(await shelf(ctx).update({ text: 'Rangé' })); return {} })
        router.patch('/', any, async () => ({ changed: Number(await db.from('shelves').update({ text: 'Tous rangés' })) }))
        router.delete('/:shelf', any, async (ctx) => {
          found(await shelf(ctx).delete())
          await db.table('shelves').insert({ id: ctx.params.shelf, text: 'De nouveau là' })
          return {}
        })
      },
    })`,
  migrations: { '0001_shelves': `this.schoolTable('shelves', (table) => table.text('text'))` },
}
