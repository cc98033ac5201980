import type { PluginManifest } from '@preau/kit'
import { say, type Locale } from '#app/locales'
import type { BrokenRule } from '#app/validation'

/** As much of JSON Schema as settings are made of. */
export interface JsonSchema {
  type?: string | string[]
  default?: unknown
  enum?: unknown[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  [key: string]: unknown
}

export interface ResolvedSettings {
  /** Stored values over the schema's defaults, as the schema reads them. */
  values: Record<string, unknown>
  /** What is missing or wrong. */
  errors: BrokenRule[]
}

interface Validator {
  toJSONSchema(): JsonSchema
  tryValidate(values: unknown): Promise<[{ messages: unknown } | null, unknown]>
}

/** The school settings' JSON Schema, or one without properties. */
export function settingsSchema(manifest: PluginManifest): JsonSchema {
  const schema = manifest.settings?.school?.toJSONSchema() as JsonSchema | undefined
  return schema ?? { type: 'object', properties: {} }
}

/** The schema with titles, descriptions and the words of its choices. */
export function labelledSchema(manifest: PluginManifest, locale: Locale): JsonSchema {
  const schema = settingsSchema(manifest)
  const label = (key: string) => say(manifest.id, locale, `settings.${key}`)
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const choices = property.enum ?? property.items?.enum
    const enumLabels = choices?.map((choice) => label(`${name}.choices.${String(choice)}`))
    const described = {
      ...property,
      title: label(`${name}.title`),
      description: label(`${name}.description`),
    }
    return [name, enumLabels ? { ...described, enumLabels } : described]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** Completes stored values with the schema's defaults and checks them. */
export async function resolveSettings(
  manifest: PluginManifest,
  stored: Record<string, unknown>
): Promise<ResolvedSettings> {
  const validator = manifest.settings?.school as Validator | undefined
  if (!validator) return { values: {}, errors: [] }
  const defaults = Object.entries(settingsSchema(manifest).properties ?? {})
    .filter(([, property]) => property.default !== undefined)
    .map(([name, property]) => [name, property.default])
  const wished = { ...Object.fromEntries(defaults), ...stored }
  const [failure, values] = await validator.tryValidate(wished)
  if (!failure) return { values: values as Record<string, unknown>, errors: [] }
  return { values: wished, errors: failure.messages as BrokenRule[] }
}
