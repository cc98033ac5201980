/** The shapes of the API's answers: `docs/reference/api.md` describes the routes. */

export type Profile =
  'student' | 'guardian' | 'teacher' | 'school-life' | 'librarian' | 'head' | 'staff'

export interface ApiError {
  code: string
  message: string
  field?: string
}

/** A page of a list: `page` counts from 1. */
export interface Page<T> {
  data: T[]
  meta: { page: number; perPage: number; total: number }
}

/** `GET /api/site`: public, what the sign-in page shows. */
export interface Site {
  version: string
  demo: boolean
  personas: { identifier: string; name: string; profile: Profile | 'officer'; note: string }[]
}

/** `GET /api/me` */
export interface Me {
  account: { id: string; identifier: string; name: string }
  members: {
    school: { uai: string; name: string }
    profile: Profile
    profiles: Profile[]
    administers: boolean
  }[]
  authorities: {
    id: string
    name: string
    role: 'agent' | 'administrator'
    schools: { uai: string; name: string }[]
  }[]
}

export interface NavItem {
  plugin: string
  page: string
  /** Relative to the school: `actualites`, `actualites/nouvelle`. */
  path: string
  title: string
  icon: string
  zone: 'main' | 'school' | 'account'
}

export interface WidgetItem {
  plugin: string
  component: string
  slot: string
  title: string
}

/** What one person finds in one school. */
export interface SchoolPortal {
  school: { uai: string; name: string }
  member: { id: string; name: string; profile: Profile; profiles: Profile[] }
  /** May switch and configure: the head and whom he named. */
  administers: boolean
  nav: NavItem[]
  widgets: WidgetItem[]
  pages: { plugin: string; page: string; path: string }[]
  /** Modules that are paused for oneself now. */
  pauses: {
    plugin: string
    name: string
    mode: Pause['mode']
    until: string | null
    reason: string
  }[]
  /** Permissions held, by plugin: `actualites.publish`. */
  permissions: string[]
  revision: string
}

/** `GET /api/me/portal`: one home over all one's schools. */
export interface Portal {
  schools: SchoolPortal[]
  revision: string
}

export type Offer = 'none' | 'offered' | 'recommended' | 'required' | 'forbidden'

/** The one word that a cell of the matrix or the head of a module shows. */
export type ModuleState =
  | 'on'
  | 'off'
  | 'paused'
  | 'needs-settings'
  | 'needs-modules'
  | 'not-offered'
  | 'forbidden'
  | 'unavailable'

export interface Pause {
  /** Empty: everybody. */
  profiles: Profile[]
  mode: 'off' | 'read-only'
  until: string | null
  reason: string
}

/** One module as a school's dashboard sees it: `GET /api/schools/:uai/plugins`, an item of `data`. */
export interface SchoolModule {
  id: string
  name: string
  summary: string
  version: string
  /** None when the module is `unavailable`. */
  category: string | null
  state: ModuleState
  on: boolean
  active: boolean
  offer: Offer
  authority: string | null
  pause: Pause | null
  missing: {
    settings: { field: string; message: string }[]
    modules: { id: string; name: string }[]
  }
  hasSettings: boolean
  since: string | null
  by: string | null
  reason: string | null
  revision: string | null
}

/** `GET /api/schools/:uai/plugins/:id` */
export interface SchoolModuleDetail extends SchoolModule {
  description: string
  /** Where it comes from, and what is known of it before it is used. */
  about: {
    origin: 'workspace' | 'installed' | 'named'
    author: string
    licence: string
    /** The range of the kit that it asks for. */
    kit: string
    /** Bytes of its pages on the line; null: it has none. */
    bytes: number | null
    /** The battery of the contract on this version, on this installation; null: not made. */
    battery: { at: string; passed: number; failed: number; skipped: number } | null
  }
  audience: Profile[]
  requires: { id: string; name: string; active: boolean }[]
  permissions: {
    id: string
    title: string
    risks: { id: string; label: string }[]
    /** Who holds it in this school now. */
    profiles: Profile[]
  }[]
  privacy:
    | { storesPersonalData: false; reason: string }
    | {
        storesPersonalData: true
        tables: {
          name: string
          fields: string[]
          purpose: string
          basis: string
          /** In words: « 1 an après la fin de l’année scolaire ». */
          retention: string
          onErase: string
        }[]
        recipients: { host: string; purpose: string; country: string }[]
      }
}

/** `POST /api/schools/:uai/plugins/:id/preview {"on": boolean}` */
export interface SwitchPreview {
  on: boolean
  /** Whether the switch would be accepted now. */
  possible: boolean
  /** Sentences, ready to be shown. */
  sentences: string[]
  gains: { profile: Profile; people: number; permissions: string[] }[]
  dependents: { id: string; name: string }[]
  missing: SchoolModule['missing']
}

/** `GET|PUT /api/schools/:uai/plugins/:id/settings` */
export interface ModuleSettings {
  /** JSON Schema (draft 2020-12) of the values, with `title` and `description` in the caller's language. */
  schema: JsonSchema
  values: Record<string, unknown>
  revision: string | null
}

export interface JsonSchema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  /** Labels of `enum` (or of `items.enum`), in the same order. */
  enumLabels?: string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  format?: string
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
}

/** An item of `GET /api/schools/:uai/plugins/:id/ledger` and of `GET /api/schools/:uai/ledger`. */
export interface LedgerLine {
  id: string
  /** Empty for a line of the committee, which is of no module. */
  plugin: string
  pluginName: string
  at: string
  action: 'switch' | 'settings' | 'pause' | 'offer' | 'undo' | 'committee'
  /** In words: « a allumé Actualités ». */
  sentence: string
  actor: string
  reason: string
  revision: string
  undoable: boolean
  undoneBy: string | null
}

/** `PUT /api/schools/:uai/plugins/:id` and every change: `on`, `revision`, and the ledger's line, to undo it. */
export interface SwitchResult {
  on: boolean
  revision: string
  line: string | null
}

/** `GET /api/authorities/:id/modules?q=&state=&page=`: the matrix schools × modules. */
export interface Matrix {
  /** One that is not `available` does not serve anywhere: it has no cell. */
  modules: { id: string; name: string; defaultOffer: Offer; available: boolean }[]
  data: {
    uai: string
    name: string
    city: string
    kind: string
    cells: Record<
      string,
      { state: ModuleState; offer: Offer; exception: boolean; since: string | null }
    >
  }[]
  meta: Page<unknown>['meta']
}

/** `POST /api/authorities/:id/offers/preview` and `PUT /api/authorities/:id/offers`: body. */
export interface OfferChange {
  plugin: string
  /** `inherit`: the exceptions of the schools named end, and the authority's default holds there again. */
  offer: Offer | 'inherit'
  /** Absent: the authority's default, for every school without an exception. */
  schools?: string[]
  reason?: string
}

export interface OfferPreview {
  sentences: string[]
  schools: number
  unchanged: number
  /** People who gain the module at once (required) or lose it (none, forbidden). */
  gainPeople: number
  losePeople: number
}

export interface OfferResult {
  revision: string
  schools: number
}

export type ReportReason =
  'harassment' | 'threat' | 'sexual' | 'hate' | 'impersonation' | 'distress' | 'spam' | 'other'

export type ReportDecision = 'dismissed' | 'handled' | 'removed'

/** A line of `GET /api/schools/:uai/reports`: never what was reported. */
export interface ReportLine {
  id: string
  plugin: string
  pluginName: string
  kind: string
  /** What was reported, in words: « Message ». */
  what: string
  reason: ReportReason
  at: string
  decision: ReportDecision | null
  decidedAt: string | null
  decidedBy: string | null
  /** How many people have reported the same thing. */
  reporters: number
}

/** `POST /api/schools/:uai/reports/:report/looks`: what was reported; the look is written in the audit log. */
export interface Report extends Omit<ReportLine, 'reporters'> {
  words: string
  note: string
  reporter: string | null
  /** As it was when it was reported. */
  evidence: { title: string; text: string; at: string; authorName: string | null; files: string[] }
  sha256: string
}

/** An archive of a person's data, or of what a module keeps. */
export interface Archive {
  id: string
  state: 'waiting' | 'ready' | 'failed' | 'expired'
  /** Bytes. */
  size: number | null
  entries: number
  createdAt: string
  readyAt: string | null
  expiresAt: string | null
}

/** An item of `GET /api/schools/:uai/privacy`: the processings of one module. */
export interface Processing {
  id: string
  name: string
  on: boolean
  privacy: SchoolModuleDetail['privacy']
  /** The last time that what was too old went. */
  lastRetention: { at: string; rows: number } | null
  /** When what it keeps will be deleted, if that is decided. */
  purgeAt: string | null
  exports: Archive[]
}

/** An item of `GET /api/schools/:uai/people`. */
export interface Person {
  id: string
  name: string
  profile: Profile
  endedAt: string | null
}

/** Work of a school: an item of `GET /api/schools/:uai/jobs`. */
export interface WorkItem {
  id: string
  plugin: string
  job: string
  /** In words: « Relances des prêts ». */
  title: string
  state: 'waiting' | 'running' | 'held' | 'failed'
  since: string
  due: string
  attempts: number
  failure: { code: string; message: string } | null
  progress: { done: number; total?: number; note?: string } | null
}

/** `GET /api/schools/:uai/jobs` */
export interface SchoolWork {
  failed: Page<WorkItem>
  running: WorkItem[]
  waiting: {
    plugin: string
    job: string
    title: string
    held: boolean
    count: number
    next: string
  }[]
}

/** `GET /api/authorities/:id/jobs`: numbers only. */
export interface AuthorityWork extends Page<{
  uai: string
  name: string
  waiting: number
  held: number
  failed: number
  oldest: string | null
}> {
  /** Over the whole installation. */
  queues: { name: string; answers: boolean; waiting: number; active: number; delayed: number }[]
}

/** `GET /api/schools/:uai/committee` (data) */
export interface CommitteeMember {
  id: string
  name: string
  profile: Profile
  namedAt: string
}

/** An item of `GET /api/schools/:uai/staff`: somebody whom the head may name. */
export interface StaffMember {
  id: string
  name: string
  profile: Profile
}

/** `GET /api/schools/:uai/uploads/:plugin/:table`: what may be sent there. */
export interface UploadRules {
  /** Without their dot. */
  extensions: string[]
  types: string[]
  kinds: FileKind[]
  /** Bytes of one file, at most. */
  largest: number
  /** Files of one object, at most. */
  most: number
  /** Bytes left to the person, to the module and to the school, whichever is least. */
  left: number
}

export type FileKind =
  'image' | 'pdf' | 'document' | 'text' | 'audio' | 'video' | 'archive' | 'records'

/** A file that was sent and that no object has taken yet; its id goes with the form. */
export interface UploadedFile {
  id: string
  name: string
  size: number
  type: string
}

/** A file of an object, with links for whoever asked, for a while. */
export interface ShownFile extends UploadedFile {
  /** Downloads it. */
  url: string
  /** Shows it in the browser, where that is safe. */
  view: string | null
  thumbnail: { url: string; width: number; height: number } | null
  /** When the links cease to answer. */
  expiresAt: string
}

/** An item of `GET /api/me/notifications`. */
export interface Notification {
  id: string
  school: { uai: string; name: string }
  plugin: string
  kind: string
  urgent: boolean
  at: string
  read: boolean
  /** The name of its kind. */
  title: string
  /** The sentence, in the caller's language. */
  text: string
  /** The page it leads to, from the root of the application. */
  path: string
}

export type MailChoice = 'none' | 'now' | 'daily' | 'weekly'

/** Hours of a day in which pupils and families may be reached: `07:00` to `20:00`; null: none. */
export type DayHours = { opens: string; closes: string } | null

/** `GET /api/me/notifications/choices` */
export interface NotificationChoices {
  email: string | null
  /** Language of the mails; null: the school's. */
  locale: 'fr' | 'en' | null
  schools: {
    school: { uai: string; name: string }
    week: DayHours[]
    /** When the school opens, if it is quiet now. */
    quietUntil: string | null
    modules: {
      plugin: string
      name: string
      kinds: { kind: string; title: string; app: boolean; mail: MailChoice; urgent: boolean }[]
    }[]
  }[]
}

/** `PUT /api/me/notifications/choices`: body. */
export interface NotificationChoice {
  uai: string
  plugin: string
  kind: string
  app: boolean
  mail: MailChoice
}

export interface QuietException {
  /** `yyyy-mm-dd`, both of it. */
  from: string
  to: string
  hours: DayHours
  label: string
}

/** `PUT /api/schools/:uai/quiet-hours`: body. */
export interface QuietHoursForm {
  /** Seven days, Monday first. */
  week: DayHours[]
  zone: 'auto' | 'none' | 'A' | 'B' | 'C'
  holidays: boolean
  exceptions: QuietException[]
  /** Profiles that may pass the quiet hours, giving a reason. */
  bypass: Profile[]
}

/** `GET|PUT /api/schools/:uai/quiet-hours` */
export interface QuietHours extends QuietHoursForm {
  zoneOfAcademy: 'A' | 'B' | 'C' | null
  quietUntil: string | null
  /** Holidays to come: days after `after` and before `back`. */
  upcoming: { name: string; after: string; back: string }[]
  /** The first day of which the calendar says nothing. */
  calendarEnds: string
}

/** An item of `GET /api/schools/:uai/mails`. */
export interface SchoolMail {
  id: string
  kind: 'now' | 'daily' | 'weekly'
  state: 'waiting' | 'sending' | 'sent' | 'kept' | 'failed'
  name: string
  subject: string | null
  failure: string | null
  attempts: number
  at: string
}

/** `GET /api/schools/:uai/mails` */
export interface SchoolMails extends Page<SchoolMail> {
  /** Whether there is a mail server. */
  leaves: boolean
  /** Whether words that are kept may be read: in a demonstration only. */
  readable: boolean
}

/** `GET /api/schools/:uai/mails/:mail` */
export interface KeptMail {
  id: string
  recipient: string
  subject: string
  body: string
  html: string
  at: string
}
