import vine from '@vinejs/vine'
import { SUPPORTS } from './support.ts'

const line = (most: number) => vine.string().trim().maxLength(most)
const page = vine.number().min(1).max(100).withoutDecimals()

/** What a list of records is asked for. */
export const searchQuery = vine.create({
  q: line(200).optional(),
  page: page.optional(),
  support: vine.enum(SUPPORTS).optional(),
  author: line(500).optional(),
  year: vine.number().min(1000).max(2999).withoutDecimals().optional(),
  level: vine.enum(['a', 'b', 'c', 'd', 'e', 'k', 'm'] as const).optional(),
  place: line(60).optional(),
  free: vine.enum(['1'] as const).optional(),
})

export const suggestQuery = vine.create({ q: line(200).optional() })

/** The short form. */
export const recordBody = vine.create({
  title: line(500).minLength(1),
  subtitle: line(500).optional(),
  authors: vine.array(line(200).minLength(1)).maxLength(20).optional(),
  publisher: line(200).optional(),
  year: vine.number({ strict: true }).min(1000).max(2999).withoutDecimals().nullable().optional(),
  isbn: line(20).nullable().optional(),
  collection: line(200).optional(),
  extent: line(200).optional(),
  summary: line(5000).optional(),
  subjects: vine.array(line(200).minLength(1)).maxLength(40).optional(),
  classification: line(100).optional(),
  support: vine.enum(SUPPORTS),
  level: vine.enum(['', 'a', 'b', 'c', 'd', 'e', 'k', 'm'] as const).optional(),
  language: vine
    .string()
    .regex(/^[a-z]{3}$/)
    .optional(),
})

/** Where copies are in their life; the last two are not lent. */
export const STATES = ['good', 'worn', 'damaged', 'lost', 'withdrawn'] as const

export const copyBody = vine.create({
  barcode: vine
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,30}$/)
    .optional(),
  callNumber: line(60).optional(),
  place: line(60).optional(),
  state: vine.enum(STATES).optional(),
  note: line(500).optional(),
})
