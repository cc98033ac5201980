/* The compiler's promises to whoever writes a plugin: each line marked must not compile. */
import vine from '@vinejs/vine'
import { definePlugin } from '../src/index.ts'
import { defineServer } from '../src/server.ts'
import { defineUi } from '../src/ui.ts'

declare module '../src/scope.ts' {
  interface PluginEvents {
    'essai.note.made/v1': { noteId: string }
  }
  interface PluginServices {
    'mots.words/v1': { count(text: string): Promise<number> }
    'autre.words/v1': { count(text: string): Promise<number> }
  }
}

const page = async () => ({ default: {} })
const messages = { fr: page }

const essai = definePlugin({
  id: 'essai',
  category: 'resources',
  audience: ['student'],
  permissions: { read: { relation: 'school', grantedTo: ['student'] } },
  settings: { school: vine.create({ days: vine.number() }) },
  pages: { home: { path: '', permission: 'read' } },
  contributes: { slots: [{ slot: 'home.widgets/v1', component: 'Today' }] },
  optional: { mots: '^1.0.0' },
  jobs: { remind: { whenDisabled: 'discard' } },
  notifications: { made: { audience: ['student'], default: { app: true, mail: 'daily' } } },
  privacy: {
    storesPersonalData: true,
    tables: {
      notes: {
        subject: 'author',
        via: 'author_id',
        fields: ['text'],
        purpose: 'privacy.notes',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'creation',
        onErase: 'delete',
      },
    },
  },
})

const papers = {
  subject: 'author',
  via: 'owner_id',
  fields: ['file_name'],
  purpose: 'privacy.papers',
  basis: 'public-task',
  retention: 'P1Y',
  retainFrom: 'creation',
  onErase: 'delete',
} as const

const casier = definePlugin({
  id: 'casier',
  category: 'resources',
  audience: ['student'],
  permissions: { send: { relation: 'school', grantedTo: ['student'] } },
  files: { papers: { permission: 'send', accepts: ['pdf'], maxSize: 1000, maxCount: 2 } },
  privacy: { storesPersonalData: true, tables: {}, files: { papers } },
})

defineServer(casier, {
  privacy: {
    async *export(scope, memberId) {
      for (const { name, object } of await scope.files.ofMember(memberId))
        yield { path: name, data: { table: object.table } }
    },
    async erase(scope, memberId) {
      return { rows: 0, files: await scope.files.disown(memberId) }
    },
  },
  routes(router) {
    router.get('/', { permission: 'casier.send' }, async ({ scope }) => {
      await scope.files.attach({ table: 'papers', id: '1' }, ['2'])
      // @ts-expect-error a table without files
      await scope.files.list({ table: 'other', id: '1' })
      const [file] = await scope.files.list({ table: 'papers', id: '1' })
      return file && scope.files.show(file)
    })
  },
})

definePlugin({
  id: 'casier',
  category: 'resources',
  audience: ['student'],
  permissions: { send: { relation: 'school', grantedTo: ['student'] } },
  // @ts-expect-error sent by whoever holds a permission that is not declared
  files: { papers: { permission: 'write', accepts: ['pdf'], maxSize: 1000, maxCount: 2 } },
  privacy: { storesPersonalData: true, tables: {}, files: { papers } },
})

definePlugin({
  id: 'casier',
  category: 'resources',
  audience: ['student'],
  permissions: { send: { relation: 'school', grantedTo: ['student'] } },
  files: { papers: { permission: 'send', accepts: ['pdf'], maxSize: 1000, maxCount: 2 } },
  // @ts-expect-error files that the register of personal data does not know
  privacy: { storesPersonalData: true, tables: {} },
})

definePlugin({
  id: 'casier',
  category: 'resources',
  audience: ['student'],
  permissions: { send: { relation: 'school', grantedTo: ['student'] } },
  files: { papers: { permission: 'send', accepts: ['pdf'], maxSize: 1000, maxCount: 2 } },
  // @ts-expect-error files have owners
  privacy: { storesPersonalData: false, reason: 'privacy.none' },
})

const privacy = {
  async *export() {},
  async erase() {
    return { rows: 0, files: 0 }
  },
}
const jobs = { async remind() {} }

defineServer(essai, {
  privacy,
  jobs: {
    async remind(scope, { days }: { days: number }) {
      await scope.dispatch('remind', { days }, { dedupeKey: 'one' })
      await scope.publish('essai.note.made/v1', { noteId: '1' })
      await scope.notify('made', { to: { rows: [] }, path: '', object: '1' })
      await scope.withdraw('made', '1')
      // @ts-expect-error an unknown kind of notification
      await scope.notify('lost', { to: [], path: '' })
      // @ts-expect-error an unknown job
      await scope.dispatch('forget')
      // @ts-expect-error an unknown event
      await scope.publish('essai.note.lost/v1', { noteId: '1' })
      // @ts-expect-error another payload than the event's
      await scope.publish('essai.note.made/v1', { days })
      // @ts-expect-error nobody asks in a job
      void scope.member.id
    },
  },
  listeners: {
    async 'essai.note.made/v1'(scope, { noteId }) {
      await scope.audit('note.made', noteId)
    },
  },
})

defineServer(essai, {
  privacy,
  jobs: {
    remind: {
      async steps(run) {
        const count: number = await run.step(async (scope) => scope.settings.days)
        await run.progress({ done: count })
        await run.finish(async (scope) => scope.authorize('essai.read'))
      },
    },
  },
})

defineServer(essai, {
  jobs,
  privacy,
  routes(router) {
    router.get('/', { permission: 'essai.read' }, async ({ scope }) => {
      const days: number = scope.settings.days
      await scope.authorize('essai.read')
      const words: number | undefined = await scope.service('mots.words/v1')?.count('un deux')
      // @ts-expect-error an unknown permission
      await scope.can('essai.write')
      // @ts-expect-error an unknown service
      scope.service('mots.nothing/v1')
      // @ts-expect-error a service of a plugin that the manifest does not name
      scope.service('autre.words/v1')
      const sentence: string = scope.say('greeting', { name: scope.member.displayName })
      // @ts-expect-error a sentence's values are texts and numbers
      scope.say('greeting', { name: scope.member })
      return { days, words, sentence }
    })
    // @ts-expect-error an unknown permission on a route
    router.get('/', { permission: 'essai.write' }, () => ({}))
    // @ts-expect-error a route that names no permission
    router.get('/', {}, () => ({}))
  },
})

// @ts-expect-error a declared job without its handler
defineServer(essai, { privacy })

// @ts-expect-error personal data without export and erase
defineServer(essai, { jobs })

defineUi<typeof essai>({ pages: { home: page }, components: { Today: page }, messages })

// @ts-expect-error a declared page without its component
defineUi<typeof essai>({ pages: {}, messages })

// @ts-expect-error a page that is not declared
defineUi<typeof essai>({ pages: { home: page, other: page }, messages })

// @ts-expect-error no French
defineUi<typeof essai>({ pages: { home: page }, messages: {} })
