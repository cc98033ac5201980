import type { ApiError, SchoolModule } from './types.ts'

/** What the API, or the line to it, refused: `message` is a sentence ready to be shown. */
export class ApiFailure extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  readonly errors: ApiError[]
  /** What a switch lacks, when that is why it was refused. */
  readonly missing: SchoolModule['missing'] | undefined

  constructor(
    status: number,
    errors: ApiError[],
    options: { missing?: SchoolModule['missing']; cause?: unknown } = {}
  ) {
    const first = errors[0] ?? { code: 'E_UNKNOWN', message: '' }
    super(first.message, { cause: options.cause })
    this.name = 'ApiFailure'
    this.status = status
    this.code = first.code
    this.field = first.field
    this.errors = errors
    this.missing = options.missing
  }

  /** Whether nothing answered: the line is down or the server is. */
  get offline(): boolean {
    return this.status === 0
  }
}
