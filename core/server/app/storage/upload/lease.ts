import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ERRORS, type RequestRelease } from '@tus/server'
import { coreQuery } from '#app/core_query'

/** Seconds that a lease lasts after the last bytes that came under it, and between two writings of that. */
const LASTS = 15
const RENEWED = 5
/** Milliseconds between two looks at a lease that somebody else holds. */
const LOOK = 200

/** Requests of this process that hold a lease, by file: they are asked to let go when another comes. */
const holders = new Map<string, RequestRelease>()

/**
 * The right to write to one upload, held by one request of one process at a time, in the upload's
 * row. It lasts while bytes come: a process that died, or a line that went dead without a word, loses it after some seconds.
 */
export class Lease {
  readonly token = randomUUID()
  #renewedAt = 0

  constructor(
    private readonly schoolId: string,
    private readonly id: string
  ) {}

  /** @throws tus's lock timeout when somebody else holds it and does not let go */
  async lock(signal: AbortSignal, letGo: RequestRelease): Promise<void> {
    const deadline = Date.now() + 2 * LASTS * 1000
    while (!(await this.#take())) {
      await holders.get(this.id)?.()
      if (signal.aborted || Date.now() > deadline) throw ERRORS.ERR_LOCK_TIMEOUT
      await sleep(LOOK)
    }
    holders.set(this.id, letGo)
  }

  async unlock(): Promise<void> {
    holders.delete(this.id)
    await coreQuery(
      'update core.files set lease = null, lease_until = null where school_id = ? and id = ? and lease = ?',
      [this.schoolId, this.id, this.token]
    )
  }

  /** Passes bytes through, and keeps the lease while they come. */
  async *during(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (Date.now() - this.#renewedAt > RENEWED * 1000) await this.#take()
      yield chunk
    }
  }

  async #take(): Promise<boolean> {
    const taken = await coreQuery(
      `update core.files set lease = ?, lease_until = now() + interval '${LASTS} seconds'
       where school_id = ? and id = ? and (lease is null or lease = ? or lease_until < now()) returning id`,
      [this.token, this.schoolId, this.id, this.token]
    )
    this.#renewedAt = Date.now()
    return taken.length > 0
  }
}
