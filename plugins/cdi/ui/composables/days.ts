import { usePluginI18n } from '@preau/ui'

const DAY = 86_400_000
/** Noon, so that no zone makes it another day. */
const at = (day: string) => new Date(`${day}T12:00:00`)

/** Days without a time, as people say them. @public */
export function useDays() {
  const { locale } = usePluginI18n()
  return {
    sayDay: (day: string) =>
      new Intl.DateTimeFormat(locale.value, {
        ...({ weekday: 'long', day: 'numeric', month: 'long' } as const),
      }).format(at(day)),
    /** From one day to another: negative when the other is past. */
    between: (from: string, to: string) =>
      Math.round((at(to).getTime() - at(from).getTime()) / DAY),
  }
}
