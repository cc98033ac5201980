export { default as UButton } from './components/Button.vue'
export { default as UIcon } from '@nuxt/ui/components/Icon.vue'
export { default as UCheckbox } from '@nuxt/ui/components/Checkbox.vue'
export { default as DateTime } from './components/DateTime.vue'
export { default as EmptyState } from './components/EmptyState.vue'
export { default as ErrorBoundary } from './components/ErrorBoundary.vue'
export { default as ErrorNotice } from './components/ErrorNotice.vue'
export { default as Field } from './components/Field.vue'
export { default as Page } from './components/Page.vue'
export { default as Pagination } from './components/Pagination.vue'
export { default as PasswordProof } from './components/PasswordProof.vue'
export { default as SidePanel } from './components/SidePanel.vue'
export { default as Waiting } from './components/Waiting.vue'
export { default as FileField } from './files/FileField.vue'
export { default as FileList } from './files/FileList.vue'
export { sayBytes } from './files/bytes.ts'
export { usePluginFiles } from './files/plugin_files.ts'
export { default as Helplines } from './reports/Helplines.vue'
export { default as ReportButton } from './reports/ReportButton.vue'
export { default as SettingsForm } from './settings/SettingsForm.vue'
export { arrive, catchFocus, focusRefused } from './composables/arrival.ts'
export { daysBetween, exactDate, sayDate, sayTime } from './composables/dates.ts'
export { useFailure } from './composables/failure.ts'
export { useLiveLook, type LiveEvent } from './composables/live.ts'
export { useRunProgress, type RunProgress } from './composables/run_progress.ts'
export { usePageTitle } from './composables/page_title.ts'
export {
  PLUGIN_SCOPE,
  useCan,
  usePersonApi,
  usePluginApi,
  usePluginI18n,
  usePluginRoute,
  useSchool,
  type PluginScope,
} from './composables/plugin_scope.ts'
export { UNREAD_KEY, useSeen } from './composables/seen.ts'
