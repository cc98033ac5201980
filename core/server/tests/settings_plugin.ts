import type { TempPlugin } from '../../testing/src/temp_plugins.ts'

const PLUGIN = `
import { definePlugin } from '@preau/kit'
import vine from '@vinejs/vine'
export default definePlugin({
  id: 'reglages', category: 'resources', audience: ['head'],
  permissions: { use: { relation: 'school', grantedTo: ['head', 'teacher', 'student'] } },
  settings: { school: vine.create({
    room: vine.string().maxLength(40),
    seats: vine.number().range([1, 100]).withoutDecimals().meta({ default: 30 }),
    days: vine.array(vine.enum(['mon', 'tue'])).distinct().meta({ default: ['mon', 'tue'] }),
    mail: vine.string().email(),
  }) },
  privacy: { storesPersonalData: false, reason: 'privacy.none' },
})`
const SERVER = `
import { defineServer } from '@preau/kit/server'
import plugin from './plugin.js'
export default defineServer(plugin, {
  routes(router) {
    router.get('/', { permission: 'reglages.use' }, ({ scope }) => scope.settings)
    router.post('/', { permission: 'reglages.use' }, () => ({ written: true }))
  },
})`
const settings = (room: string, mail: string) => ({
  room: { title: room },
  mail: { title: mail },
})

/** A module that asks for a room and an address before it is switched on; it reads and pretends to write. */
export const REGLAGES: TempPlugin = {
  id: 'reglages',
  plugin: PLUGIN,
  server: SERVER,
  locales: {
    fr: { name: 'Réglages', settings: settings('Salle', 'Adresse') },
    en: { name: 'Settings', settings: settings('Room', 'Address') },
  },
}
