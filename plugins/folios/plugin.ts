import { definePlugin } from '@preau/kit'

const MB = 1024 * 1024

export default definePlugin({
  id: 'folios',
  category: 'teaching',
  audience: ['student', 'guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
  permissions: {
    own: { relation: 'school', grantedTo: ['student'] },
    read: {
      relation: 'school',
      grantedTo: ['guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
      risks: ['personal-data', 'minors'],
    },
    assign: {
      subject: 'activities',
      relation: 'own',
      columns: { owner: 'author_id' },
      grantedTo: ['teacher', 'school-life', 'librarian'],
    },
    answer: {
      subject: 'activities',
      relation: 'group',
      columns: { group: 'group_id' },
      grantedTo: ['student'],
    },
    comment: {
      relation: 'school',
      grantedTo: ['guardian', 'teacher', 'school-life', 'librarian', 'head', 'staff'],
      risks: ['minors'],
    },
  },
  pages: {
    mine: { path: '', permission: 'own' },
    edit: { path: 'rediger/:id?', permission: 'own' },
    trace: { path: 'trace/:id', permission: 'own' },
    shared: { path: 'partages', permission: 'read' },
    activities: { path: 'activites', permission: 'assign' },
    sharedTrace: { path: 'partages/:id', permission: 'read' },
  },
  contributes: {
    nav: [
      { zone: 'main', page: 'mine', icon: 'i-lucide-folder-heart', order: 40, permission: 'own' },
      {
        ...{ zone: 'main', page: 'shared', icon: 'i-lucide-folder-heart' },
        ...{ order: 40, permission: 'read' },
      },
    ],
    slots: [{ slot: 'home.widgets/v1', component: 'FolioWidget', permission: 'own', order: 40 }],
  },
  files: {
    traces: {
      permission: 'own',
      accepts: ['image', 'audio', 'video', 'pdf', 'document', 'text'],
      maxSize: 200 * MB,
      maxCount: 10,
      of: 'person',
    },
  },
  notifications: {
    assigned: { audience: ['student'], default: { app: true, mail: 'none' } },
    commented: { audience: ['student'], default: { app: true, mail: 'none' } },
  },
  privacy: {
    storesPersonalData: true,
    tables: {
      traces: {
        subject: 'member',
        via: 'account_id',
        fields: ['title', 'place', 'learnt', 'happened_on', 'kind', 'parcours', 'skills'],
        purpose: 'privacy.purposes.traces',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'departure',
        onErase: 'delete',
      },
      traces_shares: {
        subject: 'member',
        via: 'owner_member',
        fields: ['to_member', 'to_team', 'to_guardians', 'rights', 'until', 'object_id'],
        purpose: 'privacy.purposes.shares',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'departure',
        onErase: 'anonymise',
      },
      activities: {
        subject: 'author',
        via: 'author_id',
        fields: ['title', 'place', 'prompts'],
        purpose: 'privacy.purposes.activities',
        basis: 'public-task',
        retention: 'P3Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
      activity_answers: {
        subject: 'member',
        via: 'member_id',
        fields: ['activity_id'],
        purpose: 'privacy.purposes.answers',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
      comments: {
        subject: 'author',
        via: 'author_id',
        fields: ['body', 'skill'],
        purpose: 'privacy.purposes.comments',
        basis: 'public-task',
        retention: 'P3Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
    },
    files: {
      traces: {
        subject: 'member',
        via: 'account_id',
        fields: ['file_name', 'file_content'],
        purpose: 'privacy.purposes.traces',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'departure',
        onErase: 'delete',
      },
    },
  },
})
