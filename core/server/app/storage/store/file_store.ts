import type { Readable } from 'node:stream'

/** Bytes from `start` to `end`, both counted. */
export interface ByteRange {
  start: number
  end: number
}

/** One part of an upload in several requests, as an S3 server knows it. */
export interface StoredPart {
  number: number
  etag: string
}

/** An upload in several requests: what must be remembered between them. */
export interface Partial {
  key: string
  /** The server's own name of the upload, where it has one. */
  multipart: string | null
  parts: StoredPart[]
  /** Bytes kept so far. */
  received: number
}

/** What a request added to an upload. */
export interface Appended {
  received: number
  part?: StoredPart
}

/**
 * Where bytes are kept, under opaque keys `<school>/<random>`. Nothing here knows
 * names, owners or rights. An object is whole or absent, but for uploads in
 * several requests, which nothing reads before `complete`.
 */
export interface FileStore {
  readonly kind: 'disk' | 's3'
  /** Writes an object of exactly `size` bytes; it streams. @throws when the source ends early, and then keeps nothing */
  put(key: string, source: Readable, size: number): Promise<void>
  /** Begins an upload in several requests; answers the store's own name for it. */
  begin(key: string): Promise<string | null>
  /**
   * Adds `size` bytes after those received. A source that ends early may leave fewer: `received` says how many are kept.
   * @throws when the source ends early and nothing of it could be kept
   */
  append(upload: Partial, source: AsyncIterable<Buffer>, size: number): Promise<Appended>
  /** Makes one object of what was received. */
  complete(upload: Partial): Promise<void>
  /** Forgets an upload that is not complete, or an object: afterwards there is nothing under its key. */
  discard(upload: Pick<Partial, 'key' | 'multipart'>): Promise<void>
  /** @throws when there is no such object */
  read(key: string, range?: ByteRange): Promise<Readable>
  delete(key: string): Promise<void>
  /** Bytes and age of an object; undefined where there is none. */
  look(key: string): Promise<{ size: number; modifiedAt: Date } | undefined>
  /** The keys under a folder, in no order; page after page. */
  list(folder: string): AsyncIterable<string>
  /** The folders at the top. */
  folders(): AsyncIterable<string>
  /** @throws when the store cannot be written to */
  check(): Promise<void>
}
