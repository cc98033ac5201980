import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { appKey } from '#config/app'
import files from '#config/files'

/** What of a file: itself, to be kept; itself, to be looked at; or its thumbnail. */
export const VARIANTS = ['file', 'view', 'thumbnail'] as const
export type Variant = (typeof VARIANTS)[number]

/**
 * How a file is reached: as the school's; as a person's own, where `schoolId` is nobody's and `memberId`
 * his account; or as a person's who shares it with that member of that school.
 */
export const REACHES = ['school', 'own', 'shared'] as const
export type Reach = (typeof REACHES)[number]

/** What a link opens, to whom, until when. */
export interface FileLink {
  schoolId: string
  fileId: string
  /** Only this member's account may follow it. */
  memberId: string
  reach: Reach
  variant: Variant
  expiresAt: Date
}

const SIGNED = 3 * 16 + 1 + 4
const MAC = 16
/** The byte that says what of a file, and how it is reached: so many of the first for each of the second. */
const KINDS = 16
const key = Buffer.from(hkdfSync('sha256', appKey, '', 'preau:file-links', 32))

/** A link's last day and minute: the same for some minutes on end, so that a page read twice has the same links. */
export function linkExpiry(now: Date): Date {
  const step = (files.linkMinutes * 60_000) / 2
  return new Date(Math.ceil(now.getTime() / step) * step + step)
}

/** The address that opens a file to one member, for a while; nothing in it can be changed or guessed. */
export function fileUrl({
  schoolId,
  fileId,
  memberId,
  reach,
  variant,
  expiresAt,
}: FileLink): string {
  const body = Buffer.concat([
    ...[schoolId, fileId, memberId].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')),
    Buffer.from([VARIANTS.indexOf(variant) + KINDS * REACHES.indexOf(reach)]),
    Buffer.alloc(4),
  ])
  body.writeUInt32BE(Math.floor(expiresAt.getTime() / 1000), SIGNED - 4)
  return `/api/files/${Buffer.concat([body, mac(body)]).toString('base64url')}`
}

/** Reads the last part of such an address; undefined when we did not write it. It may have expired. */
export function readLink(token: string): FileLink | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== SIGNED + MAC || bytes.toString('base64url') !== token) return undefined
  const body = bytes.subarray(0, SIGNED)
  if (!timingSafeEqual(mac(body), bytes.subarray(SIGNED))) return undefined
  const [schoolId, fileId, memberId] = [0, 16, 32].map((at) => uuid(body.subarray(at, at + 16)))
  const variant = VARIANTS[body[48]! % KINDS]
  const reach = REACHES[Math.floor(body[48]! / KINDS)]
  if (!schoolId || !fileId || !memberId || !variant || !reach) return undefined
  const expiresAt = new Date(body.readUInt32BE(SIGNED - 4) * 1000)
  return { schoolId, fileId, memberId, reach, variant, expiresAt }
}

function mac(body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest().subarray(0, MAC)
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
