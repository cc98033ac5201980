import { connect, type Socket } from 'node:net'
import type { Readable } from 'node:stream'

/** Where a clamd listens: a socket of this machine, or a host. */
export interface ScannerAddress {
  socket?: string | undefined
  host?: string | undefined
  port: number
  /** Milliseconds of silence after which it is taken as absent. */
  patience: number
}

/** What the scanner says of a file. */
export type Verdict =
  | { is: 'clean' }
  | { is: 'infected'; signature: string }
  /** Larger than what it accepts to look at. */
  | { is: 'too-large' }

/** Raised when the scanner cannot be reached, is silent, or answers something else than a verdict. */
export class ScannerAbsentError extends Error {}

/** Bytes of one message to the scanner, at most. */
const PIECE = 128 * 1024

/**
 * Shows a file to clamd (`INSTREAM`), as it streams.
 * @throws ScannerAbsentError; what the source throws
 */
export async function scan(source: Readable, address: ScannerAddress): Promise<Verdict> {
  const socket = reach(address)
  const answer = answerOf(socket, address.patience)
  try {
    const sent = send(socket, source)
    // It may answer before the end, when it has seen enough.
    await Promise.race([answer, sent])
    return verdictOf(await answer)
  } finally {
    socket.destroy()
    source.destroy()
  }
}

/** Asks the scanner whether it is there. @throws ScannerAbsentError */
export async function scannerAnswers(address: ScannerAddress): Promise<void> {
  const socket = reach(address)
  const answer = answerOf(socket, address.patience)
  socket.write('zPING\0')
  const text = await answer.finally(() => socket.destroy())
  if (!text.startsWith('PONG')) throw new ScannerAbsentError('the scanner answers something else')
}

function reach({ socket, host, port }: ScannerAddress): Socket {
  return socket ? connect(socket) : connect({ host: host!, port })
}

/** Writes the file in pieces, each after its length; ends quietly when the scanner has hung up. */
async function send(socket: Socket, source: Readable): Promise<void> {
  socket.write('zINSTREAM\0')
  for await (const chunk of source as AsyncIterable<Buffer>)
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(piece.length)
      socket.write(length)
      if (!socket.write(piece)) await drained(socket)
      if (!socket.writable) return
    }
  socket.write(Buffer.alloc(4))
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.once('drain', done).once('close', done)
  })
}

function answerOf(socket: Socket, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setTimeout(patience, () => socket.destroy(new Error('silence')))
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('\0')) resolve(text)
    })
    socket.on('error', (cause) => {
      if (!text) reject(new ScannerAbsentError('the scanner does not answer', { cause }))
    })
    socket.on('close', () =>
      text ? resolve(text) : reject(new ScannerAbsentError('the scanner hung up'))
    )
  })
}

function verdictOf(answer: string): Verdict {
  const text = answer.replace(/\0.*$/s, '').trim()
  if (/^stream: OK$/.test(text)) return { is: 'clean' }
  const signature = /^stream: (.+) FOUND$/.exec(text)?.[1]
  if (signature) return { is: 'infected', signature }
  if (/size limit exceeded/i.test(text)) return { is: 'too-large' }
  throw new ScannerAbsentError(`the scanner says: ${text.slice(0, 200)}`)
}
