import { focusRefused, usePluginI18n } from '@preau/ui'
import { ref, type Ref } from 'vue'
import type { Draft } from './draft.ts'

/** Says what must still be filled, and puts the focus on the first of it. */
export function lacking(draft: Ref<Draft>) {
  const { t } = usePluginI18n()
  const unfilled = ref<Record<string, string>>({})

  function check(): boolean {
    const { title, body, publish, publishAt, pressing, reason } = draft.value
    unfilled.value = {
      ...(title.trim() ? {} : { title: t('ui.edit.no-title') }),
      ...(body.trim() ? {} : { body: t('ui.edit.no-body') }),
      ...(publish === 'later' && !publishAt ? { publishAt: t('ui.edit.no-date') } : {}),
      ...(publish === 'now' && pressing && !reason.trim()
        ? { urgent: t('ui.quiet.no-reason') }
        : {}),
    }
    const good = Object.keys(unfilled.value).length === 0
    if (!good) void focusRefused()
    return good
  }

  return { check, unfilled }
}
