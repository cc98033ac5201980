import type { TempPlugin } from '../../src/temp_plugins.ts'

/** Where a plugin may differ from the good one: each replaces, or comes after, what that one says. */
export interface Difference {
  /** Of package.json; empty: none. */
  license?: string
  /** More of `locales/fr.json`, at the top. */
  permissions?: object
  /** The template of a page. */
  page?: string
  /** More of the first migration's `up()`. */
  migration?: string
  /** The body of the second migration's `up()`. */
  second?: string
  /** More routes. */
  routes?: string
  /** What the reading of notes does first. */
  reading?: string
  /** The bodies of the hooks. */
  enabled?: string
  disabled?: string
  purging?: string
  /** The bodies of export and erase. */
  export?: string
  erase?: string
}

const ALL = `['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff']`

/** A good plugin: notes with their authors and files, reminders to people, work, events, hooks. */
export function carnet(id: string, difference: Difference = {}): TempPlugin {
  const first = `
    this.schoolTable('notes', (table) => {
      table.text('title').notNullable()
      table.text('body').notNullable()
      table.text('colour').notNullable().checkIn(['blue', 'red'])
      this.member(table, 'author_id')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['school_id', 'title'])
    })
    this.attachable('notes')
    this.schoolTable('reminders', (table) => {
      table.uuid('note_id').notNullable()
      this.member(table, 'member_id').notNullable()
      table.text('words').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.foreign(['school_id', 'note_id']).references(['school_id', 'id']).inTable('notes').onDelete('CASCADE')
    })`
  return {
    id,
    license: difference.license ?? 'Apache-2.0',
    plugin: pluginOf(id),
    server: serverOf(id, difference),
    migrations: {
      '0001_notes': `${first}\n${difference.migration ?? ''}`,
      '0002_kinds':
        difference.second ??
        `
        this.schema.alterTable('notes', (table) => table.text('kind').notNullable().defaultTo('note'))`,
    },
    ...(difference.page ? { pages: { 'Home.vue': difference.page } } : {}),
    locales: {
      fr: {
        ...{ name: `Carnet ${id}`, summary: 'Des notes.', pages: { home: 'Notes' } },
        permissions: difference.permissions ?? { read: 'Lire', write: 'Écrire', tidy: 'Ranger' },
        privacy: {
          ...{ notes: 'Écrire.', reminders: 'Rappeler.', files: { notes: 'Pièces jointes' } },
          tables: { notes: 'Notes', reminders: 'Rappels' },
          fields: { title: 'titre', body: 'texte', words: 'mots', file_name: 'nom' },
        },
        errors: { E_CARNET_FULL: 'Le carnet est plein.' },
      },
    },
  }
}

function pluginOf(id: string): string {
  return `
import { definePlugin } from '@preau/kit'
const kept = { basis: 'public-task', retention: 'P5Y', retainFrom: 'creation' }
export default definePlugin({
  id: '${id}',
  category: 'resources',
  audience: ${ALL},
  permissions: {
    read: { subject: 'notes', relation: 'school', grantedTo: ${ALL} },
    write: { subject: 'notes', relation: 'own', columns: { owner: 'author_id' }, grantedTo: ['teacher', 'head'] },
    tidy: { relation: 'school', grantedTo: ['head'] },
  },
  pages: { home: { path: '', permission: 'read' } },
  contributes: { nav: [{ zone: 'main', page: 'home', icon: 'i-lucide-notebook' }] },
  jobs: {
    tidy: { schedule: '0 3 * * *', whenDisabled: 'discard' },
    copy: { whenDisabled: 'hold' },
  },
  files: { notes: { permission: 'write', accepts: ['pdf', 'image'], maxSize: 1e6, maxCount: 3 } },
  privacy: {
    storesPersonalData: true,
    tables: {
      notes: { ...kept, subject: 'author', via: 'author_id', fields: ['title', 'body'], purpose: 'privacy.notes', onErase: 'anonymise' },
      reminders: { ...kept, subject: 'member', via: 'member_id', fields: ['words'], purpose: 'privacy.reminders', onErase: 'delete' },
    },
    files: { notes: { ...kept, subject: 'author', via: 'owner_id', fields: ['file_name'], purpose: 'privacy.notes', onErase: 'anonymise' } },
  },
})`
}

const EXPORT = `
      const notes = await db.from('notes').where('author_id', memberId)
      const reminders = await db.from('reminders').where('member_id', memberId)
      yield { path: 'carnet.json', data: { notes, reminders } }`
const ERASE = `
      const files = await scope.files.disown(memberId)
      const notes = await db.from('notes').where('author_id', memberId).update({ author_id: null })
      const reminders = await db.from('reminders').where('member_id', memberId).delete()
      return { rows: Number(notes) + Number(reminders), files }`

function serverOf(id: string, difference: Difference): string {
  return `
import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
import { defineServer, PluginError } from '@preau/kit/server'
import carnet from './plugin.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const add = (title) => db.rawQuery(
  "insert into notes (title, body, colour) values (?, 'Texte', 'blue') on conflict do nothing", [title])

export default defineServer(carnet, {
  routes(own) {
    own.get('/notes', { permission: '${id}.read' }, async ({ scope }) => {
      ${difference.reading ?? ''}
      return { data: await db.from('notes').select('id', 'title', 'body').orderBy('id').limit(50), at: scope.clock.now() }
    })
    own.get('/notes/:note', { permission: '${id}.read' }, async ({ params }) => {
      const note = UUID.test(params.note) && (await db.from('notes').where('id', params.note).first())
      if (!note) throw new PluginError('E_NOT_FOUND', 404, 'no such note')
      return note
    })
    own.post('/notes', { permission: '${id}.write' }, async ({ scope, request, response }) => {
      const { title, tell } = request.body()
      if (typeof title !== 'string') throw new PluginError('E_CARNET_FULL', 422, 'no title')
      await db.table('notes').insert({ title, body: 'Texte', colour: 'red', author_id: scope.member.id })
      if (tell) await scope.publish('${id}.noted/v1', { title })
      response.status(201)
      return {}
    })
    own.post('/tidy', { permission: '${id}.tidy' }, async ({ scope, request }) => {
      await scope.dispatch('copy', { ...request.body() })
      return {}
    })
    ${difference.routes ?? ''}
  },
  jobs: {
    async tidy() { await add('Rangé la nuit') },
    async copy(scope, { fail }) {
      if (fail) throw new Error('nothing to copy')
      await add('Copié le ' + scope.clock.now().toISOString().slice(0, 10))
    },
  },
  listeners: { async '${id}.noted/v1'(_scope, { title = 'entendu' }) { await add('Entendu : ' + title) } },
  lifecycle: {
    async enabled() { ${difference.enabled ?? `await add('Bienvenue')`} },
    async disabled() { ${difference.disabled ?? ''} },
    async purging() { ${difference.purging ?? ''} },
  },
  privacy: {
    async *export(scope, memberId) { ${difference.export ?? EXPORT} },
    async erase(scope, memberId) { ${difference.erase ?? ERASE} },
  },
})`
}
