/// <reference types="@adonisjs/core/providers/vinejs_provider" preserve="true" />
import type { HttpContext } from '@adonisjs/core/http'
import type { Logger } from '@adonisjs/core/logger'
import type { ScopeFiles } from './files.ts'
import type {
  AudienceLink,
  JobOf,
  NamedBy,
  NotificationOf,
  PermissionOf,
  PluginManifest,
  Profile,
  SchoolSettingsOf,
} from './manifest.ts'

export interface SchoolRef {
  readonly id: string
  /** Unité administrative immatriculée: 7 digits and a letter. */
  readonly uai: string
  readonly name: string
  readonly timezone: string
  readonly locale: string
}

export interface MemberRef {
  readonly id: string
  /** The profile under which the person is shown. */
  readonly profile: Profile
  /** All the profiles that the person holds in this school. */
  readonly profiles: readonly Profile[]
  readonly displayName: string
}

/** Adds conditions to a query builder: Lucid's model query or `db.query()`. */
export interface ConditionTarget {
  whereRaw(sql: string, bindings?: readonly unknown[]): unknown
}

/** Events between plugins; each plugin that emits augments it, the key carries the major version. */
export interface PluginEvents {
  'core.member.left/v1': { memberId: string }
}

/** Services that plugins offer to one another; augmented as `PluginEvents` is. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the plugins' own declarations
export interface PluginServices {}

/** The services that a plugin may ask for: those of the plugins it names; a service's name begins with its plugin's id. */
export type ServiceOf<M extends PluginManifest> = Extract<
  keyof PluginServices,
  `${NamedBy<M>}.${string}`
>

export interface DirectoryMember {
  id: string
  displayName: string
  profile: Profile
}

export interface DirectoryGroup {
  id: string
  name: string
  kind: 'class' | 'teaching' | 'team' | 'free'
}

/** People of the school, as the plugin may see them: pages, never the whole school at once. */
export interface ScopeDirectory {
  /** Classes and groups of the current school year, in order of kind and name; at most 500. */
  groups(): Promise<DirectoryGroup[]>
  /** The members with these ids who are still there; unknown ids are left out. */
  members(ids: readonly string[]): Promise<DirectoryMember[]>
}

/** What a job or an event may carry: JSON, 64 kB at most. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = Readonly<Record<string, Json | undefined>>

export interface DispatchOptions {
  /** Not before then. @default now */
  at?: Date
  /** While a run of this key waits, another is not added. */
  dedupeKey?: string
}

/** Whom a row of an audience addresses: see `AudienceLink`. */
export interface AudienceRow {
  group: string | null
  profile: Profile | null
}

/** Members by id; or whom an object of the plugin addresses, guardians of its groups' pupils too; or such rows themselves. */
export type Recipients =
  readonly string[] | { audience: AudienceLink; id: string } | { rows: readonly AudienceRow[] }

export interface NotifyOptions {
  to: Recipients
  /** The page that it leads to, relative to the plugin: `lire/${id}`. */
  path: string
  /** What the sentence needs. No more about people than its title says: it may go by mail. */
  values?: Readonly<Record<string, string | number>>
  /**
   * Id of what it is about. One kind and object is told once: told again, it reaches those whom it had
   * not, leaves those no longer addressed, and takes the new values and path; put off, it is nobody's
   * until its new time.
   */
  object?: string
  /** Not before then. @default now */
  at?: Date
  /** The member who is at its origin, and is not told. @default the scope's member; null in jobs: the school */
  from?: string
  /** Passes the quiet hours, for those whom the school lets do so; the reason goes to the audit log. */
  urgent?: { reason: string }
}

export interface DeliveryOptions {
  /** Profiles of who sends. @default the scope's member's; in jobs, the staff's */
  from?: readonly Profile[]
  /** Profiles of who receives. */
  to: readonly Profile[]
  /** @default now */
  at?: Date
}

/** When pupils and families of the school are left in peace. */
export interface ScopeQuietHours {
  /** When something may reach its reader: at once between staff, else not before the school is open. */
  deliveryTime(options: DeliveryOptions): Promise<Date>
  /** Whether the scope's member may pass them, giving a reason. */
  mayPass(): Promise<boolean>
}

/** A day on which the school has no class, and why; `label` is the school's own word for a closure. */
export interface DayOff {
  /** `yyyy-mm-dd`. */
  day: string
  reason:
    | 'autumn'
    | 'christmas'
    | 'winter'
    | 'spring'
    | 'ascension'
    | 'summer'
    | 'public-holiday'
    | 'closed'
  label: string
}

/** When the school has class. */
export interface ScopeCalendar {
  /**
   * The days without class between two days (`yyyy-mm-dd`, both included, 400 at most), in order: holidays of the school's zone,
   * public holidays, closures that the school has noted. Weekends are not told.
   */
  daysOff(from: string, to: string): Promise<DayOff[]>
}

/**
 * A plugin's whole reach, for one request or one unit of a job's work: one
 * school, one plugin, one transaction, and a member where somebody asks.
 */
export interface Scope<M extends PluginManifest = PluginManifest> {
  readonly school: SchoolRef
  /** Who asks; null in jobs, listeners and hooks, where nobody does: there no permission is held. */
  readonly member: MemberRef | null
  /** Whether the member gave his password again in the last minutes (`PasswordProof` of `@preau/ui` asks it); false in jobs. */
  readonly proved: boolean
  /** The school's settings of this plugin, checked and completed by their defaults. */
  readonly settings: Readonly<SchoolSettingsOf<M>>
  readonly directory: ScopeDirectory
  readonly files: ScopeFiles<M>
  readonly logger: Logger
  readonly clock: { now(): Date }
  /** Aborted when the request is given up or the process stops. */
  readonly signal: AbortSignal
  /** Whether the member holds the permission; with a row's id, whether it reaches that row. */
  can(permission: PermissionOf<M>, id?: string): Promise<boolean>
  /** As `can`. @throws E_FORBIDDEN (403) when not granted, E_NOT_FOUND (404) when the row is out of reach. */
  authorize(permission: PermissionOf<M>, id?: string): Promise<void>
  /** Restricts a query on the permission's subject to the rows it reaches; to none when not granted. */
  restrict<Q extends ConditionTarget>(query: Q, permission: PermissionOf<M>): Q
  /**
   * Another plugin's service, or `undefined` when that plugin is absent, of another version, off or
   * paused here. It runs under its own plugin's role, in the caller's transaction; what it throws
   * undoes its own writes only.
   */
  service<S extends ServiceOf<M>>(name: S): PluginServices[S] | undefined
  /**
   * A sentence of the plugin's locale files, as ICU message, in the caller's language; French where
   * that language has it not, the key itself where French has it not either.
   */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
  /**
   * Has one of the plugin's jobs done once this transaction has committed; nothing if it does
   * not. Answers the run's id; null when one of the same key waits already.
   * @throws E_JOB_PAYLOAD (422) when the payload is not JSON or too large
   */
  dispatch(job: JobOf<M>, payload?: JsonObject, options?: DispatchOptions): Promise<string | null>
  /** Tells the plugins that listen, once this transaction has committed. The event's name begins with the plugin's id. */
  publish<E extends keyof PluginEvents>(event: E, payload: PluginEvents[E]): Promise<void>
  /**
   * Tells people, in the application and by mail as each has chosen, once this transaction has
   * committed and no earlier than quiet hours allow. Answers the notice's id.
   * @throws E_URGENT_REASON (422) without a reason, E_URGENT_FORBIDDEN (403) when the sender may not pass the quiet hours
   */
  notify(kind: NotificationOf<M>, options: NotifyOptions): Promise<string>
  /** Takes back what was told of an object, whether its time has come or not; a mail that left stays sent. */
  withdraw(kind: NotificationOf<M>, object: string): Promise<void>
  readonly quietHours: ScopeQuietHours
  readonly calendar: ScopeCalendar
  /** Writes a line in the audit log, in this transaction. `details` holds ids, never names or texts. */
  audit(action: string, object?: string, details?: JsonObject): Promise<void>
}

/** A scope in which somebody asks: that of a route. */
export type MemberScope<M extends PluginManifest = PluginManifest> = Scope<M> & {
  readonly member: MemberRef
}

/** How far a long run is: `total` is unknown at first. */
export interface Progress {
  done: number
  total?: number
  /** A word for people: « Lecture du fichier ». */
  note?: string
}

/** What an answer from outside may cost. */
export interface FetchLimits {
  /** Until its last byte. */
  seconds: number
  /** Of its body. */
  bytes: number
}

/** A run of a job in several transactions. What is done before `finish` may be done again after a crash. */
export interface JobRun<M extends PluginManifest = PluginManifest> {
  /** The same each time the run is tried again. */
  readonly id: string
  readonly school: SchoolRef
  readonly logger: Logger
  /** Aborted at the timeout, and when the process stops. */
  readonly signal: AbortSignal
  /** A transaction of its own in the school's scope. */
  step<T>(work: (scope: Scope<M>) => Promise<T>): Promise<T>
  /** The last transaction: what it writes is written once, however often the run is tried. */
  finish<T>(work: (scope: Scope<M>) => Promise<T>): Promise<T>
  /**
   * Asks a server outside of Préau by GET, among those that whoever runs it lets through (`EGRESS_ORIGINS`); outside of any
   * step, since it may be slow. Redirections are not followed.
   * @throws an error whose code is E_EGRESS_FORBIDDEN, E_EGRESS_UNREACHABLE, E_EGRESS_SLOW or E_EGRESS_LARGE
   */
  fetch(url: string, limits: FetchLimits): Promise<{ status: number; body: Buffer }>
  /** Shows whoever asked for the work, and the dashboard, how far it is. */
  progress(progress: Progress): Promise<void>
}

/** An HTTP context inside a plugin's routes. */
export type PluginContext<M extends PluginManifest = PluginManifest> = HttpContext & {
  scope: MemberScope<M>
}
