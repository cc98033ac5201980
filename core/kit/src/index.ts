export { definePlugin } from './plugin.ts'
export type { ManifestOf, Plugin } from './plugin.ts'
export { FILE_KINDS, MAIL_CHOICES, PROFILES, RISKS, PLUGIN_ID } from './manifest.ts'
export type {
  AudienceLink,
  Column,
  JobDeclaration,
  FileDeclaration,
  FileKind,
  FileTableOf,
  JobOf,
  MailChoice,
  NamedBy,
  NavContribution,
  NotificationDeclaration,
  NotificationOf,
  PageOf,
  PermissionDeclaration,
  PermissionOf,
  PersonalDataDeclaration,
  PluginManifest,
  PrivacyDeclaration,
  Profile,
  Relation,
  Risk,
  SchoolSettingsOf,
  SettingsSchema,
  SlotContribution,
} from './manifest.ts'
