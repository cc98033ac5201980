import { definePlugin } from '@preau/kit'
import vine from '@vinejs/vine'

const MB = 1024 * 1024

/** Whom a news item addresses, as its permission and its notification read it. */
export const audience = {
  table: 'audiences',
  key: 'news_id',
  group: 'group_id',
  profile: 'profile',
} as const

export default definePlugin({
  id: 'actualites',
  category: 'communication',
  audience: ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
  permissions: {
    read: {
      subject: 'news',
      relation: 'audience',
      columns: { audience },
      grantedTo: ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
    },
    publish: {
      subject: 'news',
      relation: 'own',
      columns: { owner: 'author_id' },
      grantedTo: ['head', 'school-life', 'librarian', 'teacher'],
      narrowedBy: 'publishers',
      risks: ['mass-message'],
    },
    manage: { subject: 'news', relation: 'school', grantedTo: ['head'], risks: ['mass-message'] },
  },
  settings: {
    school: vine.create({
      publishers: vine
        .array(vine.enum(['head', 'school-life', 'librarian', 'teacher'] as const))
        .notEmpty()
        .meta({ default: ['head', 'school-life', 'librarian'] }),
      widgetItems: vine.number().min(1).max(10).withoutDecimals().meta({ default: 3 }),
    }),
  },
  pages: {
    news: { path: '', permission: 'read' },
    read: { path: 'lire/:id', permission: 'read' },
    edit: { path: 'rediger/:id?', permission: 'publish' },
  },
  contributes: {
    nav: [{ zone: 'main', page: 'news', icon: 'i-lucide-megaphone', order: 20 }],
    slots: [{ slot: 'home.widgets/v1', component: 'NewsWidget', permission: 'read', order: 20 }],
  },
  files: {
    news: {
      permission: 'publish',
      accepts: ['image', 'pdf', 'document', 'text', 'audio', 'video'],
      maxSize: 100 * MB,
      maxCount: 10,
    },
  },
  notifications: {
    published: {
      audience: ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
      default: { app: true, mail: 'daily' },
    },
  },
  privacy: {
    storesPersonalData: true,
    files: {
      news: {
        subject: 'author',
        via: 'owner_id',
        fields: ['file_name', 'file_content'],
        purpose: 'privacy.purposes.files',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
    },
    tables: {
      news: {
        subject: 'author',
        via: 'author_id',
        fields: ['title', 'body', 'author_id'],
        purpose: 'privacy.purposes.news',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
    },
  },
})
