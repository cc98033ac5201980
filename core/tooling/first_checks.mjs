import { createServer } from 'node:net'
import { holderOf } from './lock.mjs'
import { DATA_LOCK } from './paths.mjs'
import { Refusal } from './refusal.mjs'

/** Where the application is to answer. */
export function address() {
  const host = process.env.HOST || '127.0.0.1'
  const port = Number(process.env.PORT || 3333)
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Refusal(`PORT is « ${process.env.PORT} »: it must be a number from 1 to 65535.`)
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return { host, port, url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}` }
}

/** @throws Refusal when another command already runs on this checkout's data. */
export function refuseSecondStart() {
  const holder = holderOf(DATA_LOCK)
  if (holder && holder.pid !== process.pid) throw new Refusal(alreadyRuns(holder))
}

/**
 * The sentence for a checkout whose data another process holds.
 * @param {import('./lock.mjs').Holder} holder
 */
export function alreadyRuns({ what, pid, url }) {
  return `« ${what} » already runs on this folder (process ${pid}${url ? `, ${url}` : ''}): stop it first.`
}

/** @throws Refusal when the address is taken or cannot be had; looked at before the long work. */
export async function refusePortTaken() {
  const { host, port } = address()
  const problem = await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
  if (!problem) return
  throw new Refusal(
    problem.code === 'EADDRINUSE'
      ? `Port ${port} is taken by another program: stop that program, or choose another port (PORT=3334 npm start).`
      : `Préau cannot listen on ${host}, port ${port} (${problem.code}): choose others with HOST and PORT.`
  )
}
