import { definePlugin, PROFILES } from '@preau/kit'

const PERIOD = { basis: 'public-task', retention: 'P1Y' } as const

export default definePlugin({
  id: 'emploi-du-temps',
  category: 'school-life',
  audience: PROFILES,
  permissions: {
    /** One's own timetable, and one's children's. */
    read: { relation: 'school', grantedTo: PROFILES },
    /** That of any class, teacher or room. */
    browse: {
      relation: 'school',
      grantedTo: ['teacher', 'school-life', 'librarian', 'head', 'staff'],
    },
    adjust: { relation: 'school', grantedTo: ['school-life', 'head'], risks: ['mass-message'] },
    import: { relation: 'school', grantedTo: ['head'], risks: ['irreversible'] },
  },
  pages: {
    week: { path: '', permission: 'read' },
    import: { path: 'importer', permission: 'import' },
    parts: { path: 'parties', permission: 'adjust' },
  },
  contributes: {
    nav: [{ zone: 'main', page: 'week', icon: 'i-lucide-calendar-days', order: 10 }],
    slots: [{ slot: 'home.widgets/v1', component: 'DayWidget', permission: 'read', order: 10 }],
  },
  jobs: { apply: { queue: 'interactive', timeoutSeconds: 300, whenDisabled: 'hold' } },
  notifications: {
    changed: {
      audience: ['student', 'guardian', 'teacher'],
      default: { app: true, mail: 'daily' },
    },
  },
  privacy: {
    storesPersonalData: true,
    tables: {
      course_teachers: {
        subject: 'mentioned',
        via: 'member_id',
        fields: ['member_id'],
        purpose: 'privacy.purposes.courses',
        ...PERIOD,
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
      part_members: {
        subject: 'member',
        via: 'member_id',
        fields: ['member_id'],
        purpose: 'privacy.purposes.parts',
        ...PERIOD,
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
      changes: {
        subject: 'author',
        via: 'author_id',
        fields: ['author_id', 'note'],
        purpose: 'privacy.purposes.changes',
        ...PERIOD,
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
      mappings: {
        subject: 'mentioned',
        via: 'member_id',
        fields: ['member_id', 'external', 'label'],
        purpose: 'privacy.purposes.mappings',
        ...PERIOD,
        retainFrom: 'end-of-school-year',
        onErase: 'delete',
      },
      imports: {
        subject: 'author',
        via: 'author_id',
        fields: ['author_id', 'names'],
        purpose: 'privacy.purposes.imports',
        ...PERIOD,
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
    },
  },
})
