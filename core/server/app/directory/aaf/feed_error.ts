import type { Code } from './sentences.ts'

/** Where in a feed something was met: the file, its line, the person's identifier (or name, without one). */
export interface Place {
  file?: string
  line?: number
  person?: string
}

/** A feed that cannot be applied at all: nothing of it reaches the directory. */
export class FeedError extends Error {
  readonly code: Code
  readonly place: Place
  readonly detail: string

  constructor(code: Code, place: Place = {}, detail = '') {
    super(`${code} ${place.file ?? ''}:${place.line ?? ''} ${detail}`.trim())
    this.code = code
    this.place = place
    this.detail = detail
  }
}
