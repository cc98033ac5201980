import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What passed between a process and PostgreSQL while something was done. */
export interface SqlTraffic {
  /** Messages to which PostgreSQL answered that it is ready again, waited for by the process or not. */
  trips: number
  /** Errors that PostgreSQL answered: SQLSTATE and sentence. */
  errors: string[]
}

/** Stands between a process and PostgreSQL, and counts; what passes is not changed. */
export interface SqlCounter {
  /** An address of the counted server, through the counter. */
  through(url: string): string
  /** Answers what passed during `work`, once all that was sent has been answered. */
  during(work: () => Promise<unknown>): Promise<SqlTraffic>
  stop(): void
}

const SETTLING = 20

/** The address under which every write is refused (SQLSTATE 25006), whoever signs in. */
export function readOnly(url: string): string {
  const address = new URL(url)
  address.searchParams.set('options', '-c default_transaction_read_only=on')
  return address.toString()
}

/** Starts a counter before the PostgreSQL of an address. */
export async function countSql(server: string): Promise<SqlCounter> {
  const { hostname, port } = new URL(server)
  const tally = { sent: 0, answered: 0, errors: [] as string[] }
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const database = connect({ host: hostname, port: Number(port) })
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from.on('error', () => to.destroy()).on('close', () => to.destroy()))
      from.pipe(to)
    }
    client.on(
      'data',
      reader(4, (type) => void (isAsking(type) && tally.sent++))
    )
    database.on('data', reader(0, answers(tally)))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const own = (listener.address() as AddressInfo).port
  return {
    through(url) {
      const counted = new URL(url)
      counted.host = `127.0.0.1:${own}`
      return counted.toString()
    },
    async during(work) {
      const before = { ...tally, errors: tally.errors.length }
      await work()
      do await sleep(SETTLING)
      while (tally.sent !== tally.answered)
      return { trips: tally.sent - before.sent, errors: tally.errors.slice(before.errors) }
    },
    stop() {
      listener.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A simple query or the end of an extended one: what PostgreSQL answers by saying that it is ready. */
function isAsking(type: string): boolean {
  return type === 'Q' || type === 'S'
}

/** Counts what ends a message; the first of a connection ends its sign-in. */
function answers(tally: { answered: number; errors: string[] }) {
  let signedIn = false
  return (type: string, body: Buffer) => {
    if (type === 'E') tally.errors.push(errorOf(body))
    if (type !== 'Z') return
    if (signedIn) tally.answered++
    signedIn = true
  }
}

function errorOf(body: Buffer): string {
  const fields = body.toString().split('\0')
  const field = (letter: string) => fields.find((one) => one.startsWith(letter))?.slice(1)
  return `${field('C')} ${field('M')}`
}

/**
 * Takes a stream of the protocol to pieces: a letter, a length of four bytes that counts itself, a
 * body. The client's first message has no letter, only its length, of `bare` bytes.
 */
function reader(bare: number, onMessage: (type: string, body: Buffer) => void) {
  let kept: Buffer = Buffer.alloc(0)
  let head = bare || 5
  return (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= head) {
      const end = head - 4 + kept.readUInt32BE(head - 4)
      if (kept.length < end) return
      if (head === 5) onMessage(String.fromCharCode(kept[0]!), kept.subarray(5, end))
      kept = kept.subarray(end)
      head = 5
    }
  }
}
