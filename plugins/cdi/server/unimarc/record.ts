/** A subfield: its code, one character, and its text. */
export type Subfield = readonly [code: string, value: string]

/** A field of a tag `00X`: a text alone. */
export interface ControlField {
  tag: string
  value: string
}

export interface DataField {
  tag: string
  /** Two characters; whatever stands before the first subfield where the record is ill made. */
  indicators: string
  subfields: readonly Subfield[]
}

export type Field = ControlField | DataField

/** A bibliographic record, kept whole: nothing of it is interpreted. */
export interface UnimarcRecord {
  /** 24 characters; lengths and addresses in it are those of the source. */
  label: string
  fields: readonly Field[]
}

export function isControl(field: Field): field is ControlField {
  return 'value' in field
}

/** The data fields of some tags, in the order of the record. */
export function fieldsOf({ fields }: UnimarcRecord, ...tags: string[]): DataField[] {
  return fields.filter((field): field is DataField => !isControl(field) && tags.includes(field.tag))
}

/** The text of a control field; undefined where there is none. */
export function controlOf({ fields }: UnimarcRecord, tag: string): string | undefined {
  return fields.find((field): field is ControlField => isControl(field) && field.tag === tag)?.value
}

/** The texts of a subfield, in order, empty ones left out. */
export function textsOf({ subfields }: DataField, code: string): string[] {
  return subfields.flatMap(([one, value]) => (one === code && value.trim() ? [value] : []))
}

/** The first text of a subfield among the fields of a tag. */
export function firstOf(record: UnimarcRecord, tag: string, code: string): string | undefined {
  return fieldsOf(record, tag).flatMap((field) => textsOf(field, code))[0]
}

/** Why a record is not taken. */
export type Refusal = 'label' | 'directory' | 'too-long' | 'cut' | 'marc21' | 'no-title' | 'xml'

/** What was put right while a record was read. */
export type Repair = 'length' | 'directory' | 'characters' | 'label'

/** What a record is read as. */
export type Encoding = 'utf-8' | 'iso-5426' | 'windows-1252'

/** What reading one record of a file gave. */
export interface Reading {
  /** Its place in the file, from 1. */
  number: number
  record?: UnimarcRecord
  refusal?: Refusal
  repairs: readonly Repair[]
  encoding: Encoding
}

/** Why a record that could be read is not UNIMARC: its title stands in MARC 21's field, or nowhere. */
export function refusalOf(record: UnimarcRecord): Refusal | undefined {
  if (fieldsOf(record, '200').length) return undefined
  return fieldsOf(record, '245').length ? 'marc21' : 'no-title'
}
