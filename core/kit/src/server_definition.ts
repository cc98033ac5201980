import type { JobOf, PermissionOf, PluginManifest, ReportableOf } from './manifest.ts'
import type { Plugin } from './plugin.ts'
import type { ArchivedFile, PersonContext, PersonScope } from './person_scope.ts'
import type { SchoolsContext } from './schools_scope.ts'
import type {
  JobRun,
  MemberScope,
  PluginContext,
  PluginEvents,
  PluginServices,
  Scope,
} from './scope.ts'

export interface RouteOptions<M extends PluginManifest> {
  /** What the member must hold; `any-member` for whoever belongs to the school. */
  permission: PermissionOf<M> | 'any-member'
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the container builds the controller; its constructor is its own affair
type Controller = new (...args: any[]) => object
type LazyController = () => Promise<{ default: Controller }>

/** A function, or an AdonisJS controller (lazy or not) with the name of its method. */
export type RouteHandler<Context> =
  ((ctx: Context) => unknown) | [Controller | LazyController, string]

type Register<Options, Context> = (
  path: string,
  options: Options,
  handler: RouteHandler<Context>
) => void

interface Router<Options, Context> {
  get: Register<Options, Context>
  post: Register<Options, Context>
  put: Register<Options, Context>
  patch: Register<Options, Context>
  delete: Register<Options, Context>
}

/** AdonisJS's router, reduced to routes that name their permission. Paths are relative to the plugin. */
export type PluginRouter<M extends PluginManifest> = Router<RouteOptions<M>, PluginContext<M>>

/** The routes of a person over his schools, `/api/me/p/<plugin>/…`: each names what he must hold in one of them. */
export type PersonRouter<M extends PluginManifest> = Router<
  { permission: PermissionOf<M> },
  PersonContext<M>
>

/** The readings over all of a person's schools, `/api/me/p/<plugin>/…`: each names what he must hold where he reads. */
export type SchoolsRouter<M extends PluginManifest> = Pick<
  Router<{ permission: PermissionOf<M> }, SchoolsContext<M>>,
  'get'
>

/** One piece of a person's export: an object, written as JSON, or a stream, written as it comes. */
export interface ExportEntry {
  path: string
  data: object | ReadableStream
}

/** What every plugin that stores personal data hands over. */
export interface PrivacyHandlers<M extends PluginManifest> {
  export(scope: Scope<M>, memberId: string): AsyncIterable<ExportEntry>
  erase(scope: Scope<M>, memberId: string): Promise<{ rows: number; files: number }>
}

/**
 * What a job does: a function, in one transaction which is written once; or `steps`,
 * for long work in several transactions of which the last is written once.
 */
export type JobHandler<M extends PluginManifest> =
  | ((scope: Scope<M>, payload: never) => Promise<void>)
  | { steps(run: JobRun<M>, payload: never): Promise<void> }

/** What somebody saw of what he reports, as it is kept for the moderators: nobody changes it afterwards. */
export interface ReportEvidence {
  /** The member whose it is; null when it is nobody's any more. */
  author: string | null
  title: string
  text: string
  at: Date
  /** Names of attached files. */
  files: readonly string[]
}

/** How rows of a table are reported. Run again, each leaves the same state. */
export interface ReportHandler<M extends PluginManifest> {
  /** Takes a row away from the eyes of who reports it, and answers what he saw; null when it is not in his reach. */
  take(scope: MemberScope<M>, id: string): Promise<ReportEvidence | null>
  /** Takes it away from everybody's, as the moderators decided; its trace may stay. */
  remove(scope: Scope<M>, id: string): Promise<void>
}

interface ServerBase<M extends PluginManifest> {
  routes?(router: PluginRouter<M>): void
  personRoutes?(router: PersonRouter<M>): void
  schoolsRoutes?(router: SchoolsRouter<M>): void
  /**
   * Adds to a person's archive, beside his rows and files which the host puts there, what makes them
   * readable without Préau. Whatever his schools, on or off: `members` is empty.
   */
  personExport?(scope: PersonScope<M>, files: readonly ArchivedFile[]): AsyncIterable<ExportEntry>
  listeners?: {
    [E in keyof PluginEvents]?: (scope: Scope<M>, payload: PluginEvents[E]) => Promise<void>
  }
  services?(scope: Scope<M>): Partial<PluginServices>
  /** Each is idempotent, runs in the school's scope, and may be run again after a crash. */
  lifecycle?: {
    enabled?(scope: Scope<M>): Promise<void>
    disabled?(scope: Scope<M>): Promise<void>
    /** Before the host deletes all of the school's rows and files: for what lies outside. */
    purging?(scope: Scope<M>): Promise<void>
  }
}

/** What the manifest declares the server must deliver; what it does not, it may not. */
export type ServerDefinition<M extends PluginManifest> = ServerBase<M> &
  ([JobOf<M>] extends [never] ? unknown : { jobs: { [J in JobOf<M>]: JobHandler<M> } }) &
  ([ReportableOf<M>] extends [never]
    ? unknown
    : { reports: { [K in ReportableOf<M>]: ReportHandler<M> } }) &
  (M['privacy'] extends { storesPersonalData: false } ? unknown : { privacy: PrivacyHandlers<M> })

/** The server half of a plugin: wiring only. */
export function defineServer<M extends PluginManifest>(
  _plugin: Plugin<M>,
  definition: ServerDefinition<M>
): ServerDefinition<M> {
  return definition
}
