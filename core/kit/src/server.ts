export { defineServer } from './server_definition.ts'
export type {
  ExportEntry,
  JobHandler,
  PluginRouter,
  PrivacyHandlers,
  RouteOptions,
  ServerDefinition,
} from './server_definition.ts'
export type {
  DirectoryGroup,
  DirectoryMember,
  DispatchOptions,
  JobRun,
  Json,
  JsonObject,
  MemberRef,
  MemberScope,
  PluginContext,
  PluginEvents,
  PluginServices,
  Progress,
  SchoolRef,
  Scope,
  ServiceOf,
} from './scope.ts'
export type { FileObject, ScopeFiles, ShownFile, StoredFile } from './files.ts'
export { SchoolModel } from './school_model.ts'
export { instant } from './instant.ts'
export { PluginError } from './errors.ts'
export { accessibleBy } from './accessible_by.ts'
