import type { SchoolModule } from '@preau/client'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** What a module still needs before it can work, one sentence each. */
export function useLacks(missing: () => SchoolModule['missing']) {
  const { t } = useI18n()
  return computed(() => [
    ...missing().settings.map(({ message }) => message),
    ...missing().modules.map(({ name }) => t('school.module.lacks', { name })),
  ])
}
