import type { ManifestOf } from '@preau/kit'
import type { MemberScope, PluginContext, Scope } from '@preau/kit/server'
import type timetable from '../plugin.ts'

export type TimetableManifest = ManifestOf<typeof timetable>
export type TimetableScope = Scope<TimetableManifest>
export type TimetableMemberScope = MemberScope<TimetableManifest>
export type TimetableContext = PluginContext<TimetableManifest>

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
