import { definePlugin } from '@preau/kit'
import vine from '@vinejs/vine'

const MB = 1024 * 1024

/** The server of records that is asked unless the school names another: the BnF's (SRU 1.2, UNIMARC). */
export const DEFAULT_SOURCE = 'https://catalogue.bnf.fr/api/SRU'

/** Whom a reading list addresses. */
export const audience = {
  table: 'list_audiences',
  key: 'list_id',
  group: 'group_id',
  profile: 'profile',
} as const

const READERS = ['student', 'teacher', 'librarian', 'school-life', 'head', 'staff'] as const

export default definePlugin({
  id: 'cdi',
  category: 'resources',
  audience: READERS,
  permissions: {
    read: { subject: 'records', relation: 'school', grantedTo: READERS },
    borrow: {
      subject: 'loans',
      relation: 'own',
      columns: { owner: 'member_id' },
      grantedTo: READERS,
    },
    catalogue: {
      subject: 'records',
      relation: 'school',
      grantedTo: ['librarian'],
      risks: ['irreversible'],
    },
    lend: {
      subject: 'loans',
      relation: 'school',
      grantedTo: ['librarian'],
      risks: ['personal-data', 'minors'],
    },
    lists: {
      subject: 'lists',
      relation: 'audience',
      columns: { audience },
      grantedTo: READERS,
    },
    select: {
      subject: 'lists',
      relation: 'own',
      columns: { owner: 'author_id' },
      grantedTo: ['librarian', 'teacher'],
    },
  },
  settings: {
    school: vine.create({
      loanDays: vine.number().min(1).max(365).withoutDecimals().meta({ default: 21 }),
      mostLoans: vine.number().min(1).max(50).withoutDecimals().meta({ default: 5 }),
      mostRenewals: vine.number().min(0).max(10).withoutDecimals().meta({ default: 1 }),
      mostReservations: vine.number().min(0).max(20).withoutDecimals().meta({ default: 3 }),
      holdDays: vine.number().min(1).max(30).withoutDecimals().meta({ default: 7 }),
      keepHistory: vine.boolean().meta({ default: false }),
      source: vine.string().trim().maxLength(300).meta({ default: DEFAULT_SOURCE }),
    }),
  },
  pages: {
    catalogue: { path: '', permission: 'read' },
    record: { path: 'notice/:id', permission: 'read' },
    edit: { path: 'cataloguer/:id?', permission: 'catalogue' },
    desk: { path: 'pret', permission: 'lend' },
    late: { path: 'retards', permission: 'lend' },
    imports: { path: 'imports', permission: 'catalogue' },
    import: { path: 'imports/:id', permission: 'catalogue' },
    labels: { path: 'etiquettes', permission: 'catalogue' },
    mine: { path: 'mes-prets', permission: 'borrow' },
    lists: { path: 'selections', permission: 'lists' },
    list: { path: 'selections/:id', permission: 'lists' },
    compose: { path: 'composer/:id?', permission: 'select' },
  },
  contributes: {
    nav: [{ zone: 'main', page: 'catalogue', icon: 'i-lucide-book-open', order: 50 }],
    slots: [
      { slot: 'home.widgets/v1', component: 'MyLoansWidget', permission: 'borrow', order: 50 },
    ],
  },
  jobs: {
    readImport: { queue: 'interactive', timeoutSeconds: 600, attempts: 2, whenDisabled: 'hold' },
    runImport: { queue: 'interactive', timeoutSeconds: 1800, whenDisabled: 'hold' },
    undoImport: { queue: 'interactive', timeoutSeconds: 1800, whenDisabled: 'hold' },
    lookUp: { queue: 'interactive', timeoutSeconds: 60, attempts: 1, whenDisabled: 'discard' },
    remind: { schedule: '30 6 * * 1-5', timeoutSeconds: 300, whenDisabled: 'discard' },
  },
  files: {
    imports: { permission: 'catalogue', accepts: ['records'], maxSize: 64 * MB, maxCount: 1 },
  },
  notifications: {
    overdue: { audience: READERS, default: { app: true, mail: 'daily' } },
    ready: { audience: READERS, default: { app: true, mail: 'daily' } },
    list: { audience: READERS, default: { app: true, mail: 'none' } },
  },
  privacy: {
    storesPersonalData: true,
    // The host is the school's to choose, among those that whoever runs Préau lets through; an ISBN names nobody.
    recipients: [{ host: 'catalogue.bnf.fr', purpose: 'privacy.purposes.source', country: 'FR' }],
    files: {
      imports: {
        subject: 'author',
        via: 'owner_id',
        fields: ['file_name', 'file_content'],
        purpose: 'privacy.purposes.imports',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
    },
    tables: {
      loans: {
        subject: 'member',
        via: 'member_id',
        fields: ['copy_id', 'lent_at', 'due_on', 'renewals', 'returned_at', 'reminded_at'],
        purpose: 'privacy.purposes.loans',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        dateColumn: 'lent_at',
        onErase: 'anonymise',
      },
      reservations: {
        subject: 'member',
        via: 'member_id',
        fields: ['record_id', 'created_at', 'copy_id', 'until'],
        purpose: 'privacy.purposes.reservations',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'creation',
        onErase: 'delete',
      },
      cards: {
        subject: 'member',
        via: 'member_id',
        fields: ['code', 'created_at'],
        purpose: 'privacy.purposes.cards',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'departure',
        onErase: 'delete',
      },
      lists: {
        subject: 'author',
        via: 'author_id',
        fields: ['title', 'note'],
        purpose: 'privacy.purposes.lists',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
      imports: {
        subject: 'author',
        via: 'author_id',
        fields: ['name'],
        purpose: 'privacy.purposes.imports',
        basis: 'public-task',
        retention: 'P1Y',
        retainFrom: 'end-of-school-year',
        onErase: 'anonymise',
      },
      lookups: {
        subject: 'author',
        via: 'author_id',
        fields: ['isbn'],
        purpose: 'privacy.purposes.lookups',
        basis: 'public-task',
        retention: 'P1M',
        retainFrom: 'creation',
        onErase: 'delete',
      },
    },
  },
})
