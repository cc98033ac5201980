import { definePlugin, PROFILES } from '@preau/kit'

const MB = 1024 * 1024

export default definePlugin({
  id: 'messagerie',
  category: 'communication',
  audience: PROFILES,
  permissions: {
    read: { relation: 'school', grantedTo: PROFILES, risks: ['personal-data'] },
    write: { relation: 'school', grantedTo: PROFILES, risks: ['minors', 'mass-message'] },
    rule: { relation: 'school', grantedTo: ['head'], risks: ['minors', 'mass-message'] },
  },
  pages: {
    boxes: { path: '', permission: 'read' },
    rules: { path: 'regles', permission: 'rule' },
    thread: { path: 'fil/:id', permission: 'read' },
    write: { path: 'ecrire/:id?', permission: 'write' },
  },
  contributes: {
    nav: [{ zone: 'main', page: 'boxes', icon: 'i-lucide-mail', order: 10 }],
    slots: [
      { slot: 'home.widgets/v1', component: 'MessagesWidget', permission: 'read', order: 10 },
    ],
  },
  files: {
    messages: {
      permission: 'write',
      accepts: ['image', 'pdf', 'document', 'text', 'audio'],
      maxSize: 25 * MB,
      maxCount: 10,
    },
  },
  notifications: {
    message: { audience: PROFILES, default: { app: true, mail: 'daily' } },
  },
  reportable: { messages: { permission: 'read' } },
  privacy: {
    storesPersonalData: true,
    files: {
      messages: {
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
      messages: {
        subject: 'author',
        via: 'author_id',
        fields: ['subject', 'body', 'author_id'],
        purpose: 'privacy.purposes.messages',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
      targets: {
        subject: 'member',
        via: 'member_id',
        fields: ['member_id'],
        purpose: 'privacy.purposes.targets',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
      recipients: {
        subject: 'member',
        via: 'member_id',
        dateColumn: 'visible_at',
        fields: ['member_id', 'visible_at', 'read_at', 'seen_at', 'place', 'starred'],
        purpose: 'privacy.purposes.recipients',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
    },
  },
})
