export { definePlugin } from './plugin.ts'
export type { ManifestOf, Plugin } from './plugin.ts'
export { MAIL_CHOICES, PROFILES, RISKS, PLUGIN_ID } from './manifest.ts'
export type {
  AudienceLink,
  Column,
  JobDeclaration,
  JobOf,
  MailChoice,
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
