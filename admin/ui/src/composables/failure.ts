import { ApiFailure } from '@preau/client'
import { useI18n } from 'vue-i18n'

/** Turns whatever was thrown into a sentence ready to be shown. */
export function useFailure(): (error: unknown) => string {
  const { t } = useI18n()
  return (error) =>
    error instanceof ApiFailure && error.message ? error.message : t('kit.error.unexpected')
}
