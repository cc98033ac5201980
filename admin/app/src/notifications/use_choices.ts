import type { NotificationChoice, NotificationChoices } from '@preau/client'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '../api.ts'

const KEY = ['notification-choices']

/** How one wants to be told: each choice is kept as soon as it is made. */
export function useChoices() {
  const { t } = useI18n()
  const client = useQueryClient()
  const said = ref('')
  const failure = shallowRef<unknown>()
  const query = useQuery({ queryKey: KEY, queryFn: () => api.notificationChoices() })

  /** What was refused is shown as it was before. */
  async function choose(choice: NotificationChoice): Promise<void> {
    said.value = ''
    failure.value = undefined
    client.setQueryData<NotificationChoices>(KEY, (known) => known && withChoice(known, choice))
    try {
      await api.chooseNotification(choice)
      said.value = t('choices.kept')
    } catch (error) {
      failure.value = error
      await query.refetch()
    }
  }

  return { query, said, failure, choose }
}

function withChoice(known: NotificationChoices, choice: NotificationChoice): NotificationChoices {
  const { uai, plugin, kind, app, mail } = choice
  return {
    ...known,
    schools: known.schools.map((one) => ({
      ...one,
      modules: one.modules.map((module) => ({
        ...module,
        kinds: module.kinds.map((line) =>
          one.school.uai === uai && module.plugin === plugin && line.kind === kind
            ? { ...line, app, mail }
            : line
        ),
      })),
    })),
  }
}
