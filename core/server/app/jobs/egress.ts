import type { FetchLimits } from '@preau/kit/server'
import env from '#start/env'
import { Failure } from '#app/failure'

/**
 * Asks a server outside by GET: of an origin that the operator lets through, without following redirections, at most so long
 * and so much. @throws E_EGRESS_FORBIDDEN, E_EGRESS_UNREACHABLE, E_EGRESS_SLOW, E_EGRESS_LARGE
 */
export async function fetchOutside(
  url: string,
  { seconds, bytes, signal }: FetchLimits & { signal: AbortSignal }
): Promise<{ status: number; body: Buffer }> {
  const origin = URL.canParse(url) ? new URL(url).origin : ''
  if (!env.get('EGRESS_ORIGINS').includes(origin)) throw new Failure('E_EGRESS_FORBIDDEN', 422)
  const late = AbortSignal.timeout(seconds * 1000)
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.any([late, signal]),
    })
    return { status: answer.status, body: await bodyOf(answer, bytes) }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const code = late.aborted ? 'E_EGRESS_SLOW' : 'E_EGRESS_UNREACHABLE'
    throw Object.assign(new Failure(code, 502), { cause })
  }
}

/** The body, given up as soon as it is larger than `most` bytes, whatever it announced. */
async function bodyOf(answer: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    if (size > most) throw new Failure('E_EGRESS_LARGE', 502)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
