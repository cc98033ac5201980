export { defineServer } from './server_definition.ts'
export type {
  ExportEntry,
  JobHandler,
  PersonRouter,
  PluginRouter,
  PrivacyHandlers,
  ReportEvidence,
  ReportHandler,
  RouteOptions,
  ServerDefinition,
} from './server_definition.ts'
export type {
  AudienceRow,
  DayOff,
  DeliveryOptions,
  DirectoryGroup,
  DirectoryMember,
  DispatchOptions,
  FetchLimits,
  JobRun,
  Json,
  JsonObject,
  MemberRef,
  MemberScope,
  NotifyOptions,
  PluginContext,
  PluginEvents,
  PluginServices,
  Progress,
  Recipients,
  SchoolRef,
  Scope,
  ScopeCalendar,
  ScopeQuietHours,
  ServiceOf,
} from './scope.ts'
export type {
  ArchivedFile,
  PersonContext,
  PersonDirectory,
  PersonFiles,
  PersonMember,
  PersonScope,
} from './person_scope.ts'
export type { SchoolsContext, SchoolsScope } from './schools_scope.ts'
export type { FileObject, ScopeFiles, ShownFile, StoredFile } from './files.ts'
export { PersonModel, SchoolModel } from './school_model.ts'
export { instant } from './instant.ts'
export { PluginError } from './errors.ts'
export { accessibleBy } from './accessible_by.ts'
