import { SMTPServer } from 'smtp-server'
import { freePort } from '../../tooling/src/postgres/ports.ts'

/** A mail as the server took it. */
export interface Received {
  to: string
  /** The whole message, headers included, as it came. */
  raw: string
}

/** How a mail server behaves. */
export interface Behaviour {
  /** Answers, for a recipient, an SMTP refusal: 550 for good, 451 for now. */
  refuse?(recipient: string): number | undefined
  /** Waits before a message is taken. */
  hold?: Promise<void>
}

/** A mail server of the test's own, on this machine. */
export async function mailbox() {
  const received: Received[] = []
  const behaviour: Behaviour = {}
  const port = await freePort()
  const open = () => {
    const server = smtpServer(received, behaviour)
    return new Promise<SMTPServer>((resolve) =>
      server.listen(port, '127.0.0.1', () => resolve(server))
    )
  }
  let server = await open()
  return {
    received,
    behaviour,
    env: {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(port),
      MAIL_FROM: 'Préau <ne-pas-repondre@preau.test>',
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
    /** Starts again after `stop`. */
    async start() {
      server = await open()
    },
  }
}

function smtpServer(received: Received[], behaviour: Behaviour): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const code = behaviour.refuse?.(address)
      done(
        code ? Object.assign(new Error(`no mail for <${address}>`), { responseCode: code }) : null
      )
    },
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', async () => {
        await behaviour.hold
        const raw = Buffer.concat(parts).toString('utf8')
        for (const { address } of envelope.rcptTo) received.push({ to: address, raw })
        done()
      })
    },
  })
}

export type Mailbox = Awaited<ReturnType<typeof mailbox>>

/** The text part of a message, decoded. */
export function textOf(raw: string): string {
  const [, part = raw] =
    /Content-Type: text\/plain[\s\S]*?\r?\n\r?\n([\s\S]*?)(?:\r?\n--|$)/i.exec(raw) ?? []
  const head = /Content-Type: text\/plain[\s\S]*?\r?\n\r?\n/i.exec(raw)?.[0] ?? ''
  if (/base64/i.test(head)) return Buffer.from(part, 'base64').toString('utf8')
  return quotedPrintable(part)
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
