import { IntlMessageFormat } from 'intl-messageformat'
import { createI18n, type MessageContext } from 'vue-i18n'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const KEY = 'preau.locale'
const core = import.meta.glob<{ default: Messages }>('./locales/*.json')
const shared = import.meta.glob<{ default: Messages }>('../../ui/locales/*.json')

interface Messages {
  [key: string]: string | Messages
}

const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value)

/** The language chosen on this device, else the browser's, else French. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem(KEY)
  if (isLocale(stored)) return stored
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale) ?? 'fr'
}

/** Compiles ICU messages, the same that the server reads. */
function compile(message: unknown, { locale }: { locale: string }) {
  const format = new IntlMessageFormat(String(message), locale, undefined, { ignoreTag: true })
  return (context: MessageContext) => String(format.format(context.values))
}

export const i18n = createI18n({
  legacy: false,
  locale: 'fr',
  fallbackLocale: 'fr',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {},
  messageCompiler: compile as never,
})

/** Adds the sentences of a plugin, once a language. */
export function addPluginMessages(plugin: string, locale: Locale, messages: unknown): void {
  i18n.global.mergeLocaleMessage(locale, { plugins: { [plugin]: messages } })
}

async function load(locale: Locale): Promise<void> {
  const [own, kit] = await Promise.all([
    core[`./locales/${locale}.json`]?.(),
    shared[`../../ui/locales/${locale}.json`]?.(),
  ])
  i18n.global.mergeLocaleMessage(locale, { ...own?.default, kit: kit?.default ?? {} })
}

/** The language that pages speak now. */
export const currentLocale = (): Locale => i18n.global.locale.value as Locale

/** Speaks another language from now on; its sentences are fetched first. */
export async function speak(locale: Locale): Promise<void> {
  await load(locale)
  i18n.global.locale.value = locale as never
  document.documentElement.lang = locale
}

/** Remembers the choice on this device and starts the application again in that language. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale)
  window.location.reload()
}
