import emitter from '@adonisjs/core/services/emitter'
import type { Mailer } from '@adonisjs/mail'
import type { SMTPTransport } from '@adonisjs/mail/transports/smtp'
import type { MailEvents } from '@adonisjs/mail/types'
import { sender, smtp } from '#config/mail'
import type { Written } from './write_mail.ts'

declare module '@adonisjs/core/types' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the mailer's own events, beside AdonisJS's
  interface EventsList extends MailEvents {}
}

let opening: Promise<Mailer<SMTPTransport>> | undefined

/** The mail server, reached when the first mail leaves: most processes never do, and start sooner. */
async function open(): Promise<Mailer<SMTPTransport>> {
  const { Mailer } = await import('@adonisjs/mail')
  const { SMTPTransport } = await import('@adonisjs/mail/transports/smtp')
  return new Mailer('smtp', new SMTPTransport(smtp), emitter, { from: sender })
}

/** Sends one mail, under the same Message-ID at each try: a mail server or a mailbox knows what it has already. */
export async function send(id: string, { recipient, subject, body, html }: Written): Promise<void> {
  opening ??= open()
  const mailer = await opening
  const domain = sender.address.split('@')[1] ?? 'localhost'
  await mailer.send((message) => {
    message.to(recipient).subject(subject).text(body).html(html)
    message.messageId(`<${id}@${domain}>`)
    message.header('Auto-Submitted', 'auto-generated')
    message.header('X-Auto-Response-Suppress', 'All')
  })
}

/** Leaves the mail server, when the process stops. */
export async function closeMailer(): Promise<void> {
  const mailer = await opening
  await mailer?.close()
  opening = undefined
}
