import type { VineValidator } from '@vinejs/vine'
import type { Infer } from '@vinejs/vine/types'

/** What a member is in a school. The national profiles (SDET) fold into these: see the glossary. */
export const PROFILES = [
  'student',
  'guardian',
  'teacher',
  'school-life',
  'librarian',
  'head',
  'staff',
] as const

export type Profile = (typeof PROFILES)[number]

/** What a wrongly granted permission would cost; shown beside it wherever it is granted. */
export const RISKS = ['personal-data', 'minors', 'mass-message', 'grades', 'irreversible'] as const

export type Risk = (typeof RISKS)[number]

/** The form of a plugin's id: kebab-case, at most 40 characters, never reused. */
export const PLUGIN_ID = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,39}$/

/** A column of the subject's table, or of a table linked to it; a link becomes `exists (…)` in SQL. */
export type Column = string | { table: string; key: string; column: string }

/**
 * A linked table that says to whom an object is addressed, one row for each
 * group × profile. A row whose `group` is null addresses the whole school; one
 * whose `profile` is null addresses every profile.
 */
export interface AudienceLink {
  table: string
  /** Column of the linked table that holds the object's id. */
  key: string
  group: string
  profile: string
}

/**
 * What ties a row to the person who asks:
 * - `own`: a column that names him;
 * - `group`: a group he belongs to;
 * - `child`: a pupil whose legal guardian he is;
 * - `audience`: he, or a child of his, is addressed by the object;
 * - `school`: he is a member of the school.
 */
export type Relation = 'own' | 'group' | 'child' | 'audience' | 'school'

export interface PermissionDeclaration {
  /** Table of the plugin that the permission is about. From it come the CASL rules and their SQL. */
  subject?: string
  relation: Relation
  columns?: { owner?: Column; group?: Column; student?: Column; audience?: AudienceLink }
  /** Profiles that hold it the day the school switches the plugin on. */
  grantedTo: readonly Profile[]
  /** Key of a school setting, a list of profiles, that narrows `grantedTo`. */
  narrowedBy?: string
  risks?: readonly Risk[]
  /** Set on a renamed permission so that existing grants follow it. */
  replaces?: string
}

export interface NavContribution {
  zone: 'main' | 'school' | 'account'
  page: string
  icon: string
  order?: number
  permission?: string
}

export interface SlotContribution {
  /** Versioned extension point owned by the core or by another plugin: `home.widgets/v1`. */
  slot: `${string}/v${number}`
  component: string
  permission?: string
  order?: number
}

/** One table, or one family of stored objects, that holds personal data. */
export interface PersonalDataDeclaration {
  subject: 'member' | 'guardian' | 'author' | 'mentioned'
  /** Column that points at a member (or an account, for personal data). */
  via: string
  fields: readonly string[]
  /** Key of the sentence, in the plugin's locale files. */
  purpose: string
  basis: 'public-task' | 'legal-obligation' | 'consent' | 'contract'
  /** ISO 8601 duration, counted from `retainFrom`. */
  retention: `P${string}`
  retainFrom: 'creation' | 'last-activity' | 'end-of-school-year' | 'departure'
  /** The column that dates a row: of its making, or of its last activity. @default 'created_at' */
  dateColumn?: string
  onErase: 'delete' | 'anonymise' | 'keep-legal'
}

export type PrivacyDeclaration =
  | { storesPersonalData: false; reason: string }
  | {
      storesPersonalData: true
      tables: Readonly<Record<string, PersonalDataDeclaration>>
      files?: Readonly<Record<string, PersonalDataDeclaration>>
      /** Hosts outside the platform that receive data, with why. */
      recipients?: readonly { host: string; purpose: string; country: string }[]
    }

/** Work done later, in a school's scope, outside of any request. */
export interface JobDeclaration {
  /** `interactive`: somebody waits for it; `bulk`: nobody does. @default 'bulk' */
  queue?: 'interactive' | 'bulk'
  /** Five fields of cron, in Europe/Paris: the job is dispatched in each school where the plugin is on. */
  schedule?: string
  /** Runs at once over the whole installation. @default no limit but the workers' */
  concurrency?: number
  /** After which the run's signal is aborted and the run fails. @default 60 */
  timeoutSeconds?: number
  /** Tries before the run is shown as failed, with a growing wait between them. @default 5 */
  attempts?: number
  /**
   * What a waiting run does while its school has the plugin off: `hold` waits for it to
   * come back, `discard` is forgotten, `finish` runs all the same.
   */
  whenDisabled: 'hold' | 'discard' | 'finish'
}

/** What a file may be; the host knows the formats of each, and tells them by their content. */
export const FILE_KINDS = [
  ...(['image', 'pdf', 'document', 'text', 'audio', 'video', 'archive'] as const),
  /** Bibliographic records: ISO 2709, MARCXML. */
  'records',
] as const

export type FileKind = (typeof FILE_KINDS)[number]

/** Files that people attach to the rows of one of the plugin's tables. */
export interface FileDeclaration {
  /** Key of the permission whose holders may send files. */
  permission: string
  accepts: readonly FileKind[]
  /** Bytes of one file, at most; the installation's own limit also counts. */
  maxSize: number
  /** Files of one row, at most. */
  maxCount: number
  /** `person`: of a table made by `personTable`; the files follow their owner from school to school. @default 'school' */
  of?: 'school' | 'person'
}

/** By mail: not at all, at once, or in a digest at the school's opening or on Friday evening. */
export const MAIL_CHOICES = ['none', 'now', 'daily', 'weekly'] as const
export type MailChoice = (typeof MAIL_CHOICES)[number]

/**
 * A kind of thing that people are told. Its name is `notifications.<kind>.title` of the locale
 * files, its sentence `notifications.<kind>.text`, an ICU message of the notice's values.
 */
export interface NotificationDeclaration {
  /** Profiles that may be told, and choose how. */
  audience: readonly Profile[]
  /** What holds for who has not chosen. */
  default: { app: boolean; mail: MailChoice }
  /** Always passes the quiet hours, with a line in the audit log: only for what cannot wait for the morning. */
  urgent?: true
}

/** Rows of a table that people may report to the moderators of their school. */
export interface ReportableDeclaration {
  /** Key of the permission whose holders may report. */
  permission: string
}

/** A Vine validator; it checks the values and, through JSON Schema, draws the form. */
export interface SettingsSchema {
  toJSONSchema(): object
}

/**
 * What a plugin declares: pure data, read by the server, the Vue side and the
 * command line. Names shown to people are not here but in `locales/<locale>.json`.
 */
export interface PluginManifest {
  /** The same as `preau.id` in package.json; prefix of permissions, events, jobs; name of the schema. */
  id: string
  /** Plugins without which this one cannot work: id → semver range. */
  requires?: Readonly<Record<string, string>>
  /** Plugins that this one uses when they are there. */
  optional?: Readonly<Record<string, string>>
  category: 'teaching' | 'school-life' | 'communication' | 'resources' | 'administration'
  audience: readonly Profile[]
  permissions: Readonly<Record<string, PermissionDeclaration>>
  settings?: { school?: SettingsSchema }
  pages?: Readonly<Record<string, { path: string; permission?: string }>>
  contributes?: {
    nav?: readonly NavContribution[]
    slots?: readonly SlotContribution[]
  }
  /** Extension points that this plugin opens to others. */
  opens?: readonly `${string}/v${number}`[]
  jobs?: Readonly<Record<string, JobDeclaration>>
  /** Files attached to rows, by table; the table's migration says `attachable`. Each has its line in `privacy.files`. */
  files?: Readonly<Record<string, FileDeclaration>>
  notifications?: Readonly<Record<string, NotificationDeclaration>>
  /** What people may report, by table; its name is `reports.<table>` of the locale files. */
  reportable?: Readonly<Record<string, ReportableDeclaration>>
  privacy: PrivacyDeclaration
}

/** The permissions a manifest declares, prefixed with the plugin's id. */
export type PermissionOf<M extends PluginManifest> = `${M['id']}.${keyof M['permissions'] & string}`

export type JobOf<M extends PluginManifest> = keyof NonNullable<M['jobs']> & string

/** The plugins that a manifest names in `requires` or `optional`: those it may speak to. */
export type NamedBy<M extends PluginManifest> = Extract<
  keyof NonNullable<M['requires']> | keyof NonNullable<M['optional']>,
  string
>

export type NotificationOf<M extends PluginManifest> = keyof NonNullable<M['notifications']> &
  string

/** The tables whose rows may be reported. */
export type ReportableOf<M extends PluginManifest> = keyof NonNullable<M['reportable']> & string

export type PageOf<M extends PluginManifest> = keyof NonNullable<M['pages']> & string

/** The tables whose rows may have files. */
export type FileTableOf<M extends PluginManifest> = keyof NonNullable<M['files']> & string

/** What a manifest with files must say besides: by whose right they are sent, and their line in the register of personal data. */
export type FilesPromise<M extends PluginManifest> = M extends { files: infer F }
  ? {
      files: { [T in keyof F]: { permission: keyof M['permissions'] } }
      privacy: { files: { [T in keyof F]: PersonalDataDeclaration } }
    }
  : unknown

/** The values of the school's settings, as its schema reads them. */
export type SchoolSettingsOf<M extends PluginManifest> = M['settings'] extends {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a VineValidator's own parameters; anything narrower erases the inference
  school: infer S extends VineValidator<any, any>
}
  ? Infer<S>
  : Record<never, never>
