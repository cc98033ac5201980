import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

type Messages = Record<string, string>
type Tree = { [key: string]: string | Tree }

const bundles = new Map<string, Messages>()
const compiled = new Map<string, IntlMessageFormat>()

function flatten(tree: Tree, prefix = ''): Messages {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value]]
        : Object.entries(flatten(value, `${prefix}${key}.`))
    )
  )
}

/** Reads `<locale>.json` of a folder under a name: `core`, or a plugin's id. @throws when a file is not JSON */
export function loadLocales(name: string, folder: string): void {
  for (const locale of LOCALES) {
    const file = join(folder, `${locale}.json`)
    const tree: Tree = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    bundles.set(`${name}:${locale}`, flatten(tree))
  }
}

/** Gives a plugin whose files are gone the names that it had. */
export function rememberNames(id: string, names: Readonly<Record<string, string>>): void {
  for (const locale of LOCALES) {
    const name = names[locale]
    bundles.set(`${id}:${locale}`, name === undefined ? {} : { name })
  }
}

loadLocales('core', fileURLToPath(new URL('../locales', import.meta.url)))

/** Whether a message exists in French, the language every sentence has. */
export function hasMessage(name: string, key: string): boolean {
  return bundles.get(`${name}:fr`)?.[key] !== undefined
}

/** An ICU message in the wished language, else in French, else its own key; a plugin that has no name is called by its id. */
export function say(
  name: string,
  locale: Locale,
  key: string,
  values: Readonly<Record<string, string | number>> = {}
): string {
  for (const language of [locale, 'fr'] as const) {
    const text = bundles.get(`${name}:${language}`)?.[key]
    if (text === undefined) continue
    const id = `${name}:${language}:${key}`
    let format = compiled.get(id)
    if (!format) compiled.set(id, (format = new IntlMessageFormat(text, language)))
    return String(format.format(values))
  }
  return key === 'name' ? name : key
}

/** The language that an `Accept-Language` header prefers among ours; French when it names none. */
export function preferredLocale(header: string | undefined): Locale {
  for (const part of (header ?? '').split(',')) {
    const language = part.trim().slice(0, 2).toLowerCase()
    const found = LOCALES.find((locale) => locale === language)
    if (found) return found
  }
  return 'fr'
}
