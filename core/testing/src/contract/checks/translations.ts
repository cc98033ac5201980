import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { askedKeys } from '../../locale_words.ts'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'

type Tree = { [key: string]: string | Tree }
type Messages = Map<string, string>

const CORE = join(import.meta.dirname, '../../../../server/locales')
const RAISED = /PluginError\(\s*['"](E_[A-Z0-9_]+)['"]/g

/** Every sentence is there, in French at least, and reads as ICU. */
export const translations: Check = {
  code: 'translations',
  title: 'every sentence is there in French, reads as ICU, and other languages say as much',
  async run(bench) {
    const { folder } = bench.package
    const french = read(join(folder, 'locales/fr.json'))
    const missing = wanted(bench)
      .filter((key) => !french.get(key)?.trim())
      .map((key) => ({
        what: `locales/fr.json has no « ${key} »`,
        remedy: 'write the sentence there; French is what every missing language falls back to',
      }))
    const english = read(join(folder, 'locales/en.json'))
    return [
      ...missing,
      ...unreadable('fr', french),
      ...unreadable('en', english),
      ...(english.size ? differences(french, english) : []),
    ]
  },
}

function read(file: string): Messages {
  if (!existsSync(file)) return new Map()
  return flatten(JSON.parse(readFileSync(file, 'utf8')) as Tree)
}

function flatten(tree: Tree, prefix = ''): Messages {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)]
    )
  )
}

/** The keys that the host looks for, by what the manifest declares, and those that the plugin's own code asks for. */
function wanted({ manifest, package: { folder } }: Bench): string[] {
  const { permissions, pages = {}, contributes, privacy, notifications = {}, settings } = manifest
  const { reportable = {} } = manifest
  const schema = settings?.school?.toJSONSchema() as { properties?: object } | undefined
  return [
    ...['name', 'summary'],
    ...Object.keys(permissions).map((key) => `permissions.${key}`),
    ...(contributes?.nav ?? [])
      .filter(({ page }) => Object.hasOwn(pages, page))
      .map(({ page }) => `pages.${page}`),
    ...(contributes?.slots ?? []).map(({ component }) => `widgets.${component}`),
    ...Object.keys(schema?.properties ?? {}).map((key) => `settings.${key}.title`),
    ...Object.keys(reportable).map((kind) => `reports.${kind}`),
    ...Object.keys(notifications).flatMap((kind) => [
      ...[`notifications.${kind}.title`, `notifications.${kind}.text`],
    ]),
    ...ofPrivacy(privacy),
    ...raised(folder),
    ...askedKeys(join(folder, 'ui')),
  ]
}

function ofPrivacy(privacy: Bench['manifest']['privacy']): string[] {
  if (!privacy.storesPersonalData) return [privacy.reason]
  const declared = [...Object.values(privacy.tables), ...Object.values(privacy.files ?? {})]
  return [
    ...declared.map(({ purpose }) => purpose),
    ...declared.flatMap(({ fields }) => fields.map((field) => `privacy.fields.${field}`)),
    ...Object.keys(privacy.tables).map((table) => `privacy.tables.${table}`),
    ...Object.keys(privacy.files ?? {}).map((table) => `privacy.files.${table}`),
  ]
}

/** The sentences of the failures that the server's code raises, but those of the host itself. */
function raised(folder: string): string[] {
  const host = read(join(CORE, 'fr.json'))
  const sources = existsSync(join(folder, 'server')) ? 'server/**/*.ts' : '{*.js,server/**/*.js}'
  const codes = globSync(sources, { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(RAISED)].map(([, code]) => code)
  )
  return [...new Set(codes)].map((code) => `errors.${code}`).filter((key) => !host.has(key))
}

function unreadable(language: string, messages: Messages): Finding[] {
  return [...messages].flatMap(([key, message]) => {
    const why = problemOf(message, language)
    if (!why) return []
    return [
      {
        what: `locales/${language}.json: « ${key} » is no ICU message: ${why}`,
        remedy: 'close its braces; a brace that is to be shown stands between apostrophes',
      },
    ]
  })
}

function problemOf(message: string, language: string): string | undefined {
  try {
    new IntlMessageFormat(message, language)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function differences(french: Messages, english: Messages): Finding[] {
  const only = (one: Messages, other: Messages, languages: [string, string]) =>
    [...one.keys()]
      .filter((key) => !other.has(key))
      .map((key) => ({
        what: `« ${key} » is in locales/${languages[0]}.json and not in locales/${languages[1]}.json`,
        remedy: `write it in locales/${languages[1]}.json too, or take it away`,
      }))
  return [
    ...only(french, english, ['fr', 'en']),
    ...only(english, french, ['en', 'fr']),
    ...[...french].flatMap(([key, message]) => otherValues(key, message, english.get(key))),
  ]
}

function otherValues(key: string, message: string, other: string | undefined): Finding[] {
  if (other === undefined || problemOf(message, 'fr') || problemOf(other, 'en')) return []
  const [here, there] = [valuesOf(message), valuesOf(other)]
  if (here === there) return []
  return [
    {
      what: `« ${key} » takes {${here}} in French and {${there}} in English`,
      remedy: 'give both sentences the same values',
    },
  ]
}

interface Element {
  type: number
  value?: string
  options?: Record<string, { value: Element[] }>
  children?: Element[]
}

/** The names of the values that a message takes; type 0 is text, 7 the number sign of a plural. */
function valuesOf(message: string): string {
  const names = new Set<string>()
  const visit = ({ type, value, options = {}, children = [] }: Element) => {
    if (type !== 0 && type !== 7 && typeof value === 'string') names.add(value)
    for (const option of Object.values(options)) option.value.forEach(visit)
    children.forEach(visit)
  }
  ;(new IntlMessageFormat(message, 'fr').getAst() as unknown as Element[]).forEach(visit)
  return [...names].sort().join(', ')
}
