import type { Page } from '@preau/client'

/** What a document is, in the order in which people choose. */
export const SUPPORTS = [
  ...(['book', 'serial', 'article', 'score', 'map', 'video', 'sound', 'image'] as const),
  ...(['digital', 'mixed', 'object'] as const),
]

export type Support = (typeof SUPPORTS)[number]

export interface Found {
  id: string
  title: string
  subtitle: string
  authors: string[]
  publisher: string
  year: number | null
  support: Support
  isbn: string | null
  free: boolean
  copies: number
  call_number: string | null
}

export interface Narrowing {
  support?: string
  author?: string
  year?: string
  level?: string
  place?: string
  free?: string
}

export interface Results extends Page<Found> {
  facets: { facet: string; hits: number }[]
  corrected: { typed: string; taken: string }[]
}

export interface Copy {
  id: string
  barcode: string
  callNumber: string
  place: string
  state: 'good' | 'worn' | 'damaged' | 'lost' | 'withdrawn'
  note?: string
  timesLent?: number
  free: boolean
  dueOn: string | null
}

export interface RecordForm {
  title: string
  subtitle: string
  authors: string[]
  publisher: string
  year: number | null
  isbn: string | null
  collection: string
  extent: string
  summary: string
  subjects: string[]
  classification: string
  support: Support
  level: string
  language: string
}

export interface RecordShown extends RecordForm {
  id: string
  responsibility: string
  url: string | null
  copies: Copy[]
  reserved: { mine: boolean; waiting: number; lent: boolean }
}

export interface WholeRecord {
  label: string
  fields: { tag: string; value?: string; indicators?: string; subfields?: [string, string][] }[]
}

export interface Loan {
  id: string
  recordId: string
  title: string
  barcode: string
  dueOn: string
  renewals: number
}

export interface Reservation {
  id: string
  recordId: string
  title: string
  until: string | null
  place: number
}

export interface Mine {
  loans: Loan[]
  reservations: Reservation[]
  mostRenewals: number
  today: string
}

export interface ReaderName {
  id: string
  name: string
  groups: string
  card: string | null
}

export interface Reader extends ReaderName {
  loans: Loan[]
  reservations: Reservation[]
}

export interface DeskCopy {
  id: string
  recordId: string
  title: string
  barcode: string
  dueOn: string | null
}

export type Did =
  | { did: 'reader'; reader: Reader }
  | { did: 'item'; copy: DeskCopy }
  | { did: 'lent'; copy: DeskCopy; reader: Reader }
  | { did: 'returned'; copy: DeskCopy; late: number; heldFor: string | null; reader: Reader | null }

export interface LateLoan {
  id: string
  title: string
  barcode: string
  dueOn: string
  days: number
  reader: string | null
  groups: string
  remindedAt: string | null
}

export interface Held {
  id: string
  recordId: string
  title: string
  barcode: string
  callNumber: string
  place: string
  reader: string
  until: string
}

export interface ImportReport {
  records: number
  added: number
  repaired: number
  known: number
  refused: number
  samples: string[]
  encoding: Encoding
  broken?: string
  kept?: number
}

export type Encoding = 'utf-8' | 'iso-5426' | 'windows-1252'

export interface Import {
  id: string
  name: string
  state: 'reading' | 'read' | 'running' | 'done' | 'undoing' | 'undone'
  encoding: Encoding | null
  report: Partial<ImportReport>
  createdAt: string
}

export interface ImportLine {
  number: number
  outcome: 'added' | 'known' | 'refused' | 'repaired'
  code: string | null
  title: string
  recordId: string | null
}

export interface Lookup {
  id: string
  isbn: string
  state: 'waiting' | 'done' | 'failed'
  message: string | null
  found: Pick<Found, 'title' | 'authors' | 'publisher' | 'year'>[]
}

export interface ListSummary {
  id: string
  title: string
  note: string
  author: string | null
  createdAt: string
  records: number
}

export interface ReadingList extends Omit<ListSummary, 'records'> {
  records: Found[]
  mine: boolean
  audiences: { groupId: string | null; group: string | null; profile: string | null }[]
}

export interface ListBody {
  title: string
  note: string
  records: string[]
  audiences: { groupId: string | null; profile: null }[]
}

export interface Group {
  id: string
  name: string
  kind: string
}
