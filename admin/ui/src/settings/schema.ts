import type { JsonSchema } from '@preau/client'

export type FieldKind = 'switch' | 'choice' | 'choices' | 'number' | 'text' | 'long-text' | 'other'

export interface SettingsField {
  key: string
  kind: FieldKind
  schema: JsonSchema
  required: boolean
}

const LONG = 200

function mainType(schema: JsonSchema): string | undefined {
  return Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type
}

function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum) return 'choice'
  const type = mainType(schema)
  if (type === 'boolean') return 'switch'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string') return (schema.maxLength ?? 0) > LONG ? 'long-text' : 'text'
  if (type === 'array' && schema.items?.enum) return 'choices'
  return 'other'
}

/** The fields that a schema asks for, in its order. */
export function fieldsOf(schema: JsonSchema): SettingsField[] {
  return Object.entries(schema.properties ?? {}).map(([key, property]) => ({
    key,
    schema: property,
    kind: kindOf(property),
    required: schema.required?.includes(key) ?? false,
  }))
}

/** Values and their labels of a choice, or of the items of a list of choices. */
export function optionsOf(schema: JsonSchema): { value: unknown; label: string }[] {
  const source = schema.enum ? schema : (schema.items ?? {})
  const labels = source.enumLabels ?? schema.enumLabels ?? []
  return (source.enum ?? []).map((value, index) => ({
    value,
    label: labels[index] ?? String(value),
  }))
}
