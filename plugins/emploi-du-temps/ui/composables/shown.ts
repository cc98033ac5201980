import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { addDays, mondayOf, todayHere } from './days.ts'
import type { Whose } from './timetable.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the address says is shown: a day, whose timetable, and by day or by week. @public */
export function useShown() {
  const route = useRoute()
  const router = useRouter()
  const change = (query: Record<string, string | undefined>) =>
    router.replace({ query: { ...route.query, ...query } })
  const day = computed(() => {
    const asked = text(route.query['day'])
    return /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : todayHere()
  })
  const monday = computed(() => mondayOf(day.value))
  const days = computed(() => Array.from({ length: 7 }, (_, at) => addDays(monday.value, at)))
  const by = computed<'day' | 'week' | ''>(() => {
    const asked = text(route.query['by'])
    return asked === 'day' || asked === 'week' ? asked : ''
  })
  const whose = computed<Whose>(() => {
    const { member, group, room } = route.query
    if (text(room)) return { room: text(room) }
    if (text(group)) return { group: text(group) }
    return text(member) ? { member: text(member) } : {}
  })
  return {
    day,
    days,
    monday,
    by,
    whose,
    go: (to: string) => change({ day: to }),
    show: (how: 'day' | 'week') => change({ by: how }),
    choose: ({ member, group, room }: Whose) => change({ member, group, room }),
  }
}
