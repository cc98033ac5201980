import { textOf, type Mailbox } from '../mailbox.ts'

/** A mail as its reader has it. */
export interface SentMail {
  to: string
  subject: string
  /** Its text part. */
  text: string
}

/** What a mailbox has received, read. */
export function sentMails({ received }: Pick<Mailbox, 'received'>) {
  return {
    get sent(): readonly SentMail[] {
      return received.map(({ to, raw }) => ({ to, subject: subjectOf(raw), text: textOf(raw) }))
    },
    clear: () => void received.splice(0),
  }
}

/** The subject, unfolded, its encoded words (RFC 2047) read. */
function subjectOf(raw: string): string {
  const [, folded = ''] = /^Subject: (.*(?:\r?\n[ \t].*)*)/im.exec(raw) ?? []
  return folded
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/\r?\n[ \t]/g, ' ')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) => {
      if (kind.toLowerCase() === 'b') return Buffer.from(text, 'base64').toString('utf8')
      const bytes = text
        .replaceAll('_', ' ')
        .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
      return Buffer.from(bytes, 'latin1').toString('utf8')
    })
}
