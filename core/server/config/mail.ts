import env from '#start/env'
import type { SMTPConfig } from '@adonisjs/mail/types'

const LOCAL = new Set(['127.0.0.1', '::1', 'localhost'])
const IMPLICIT_TLS = 465
/** Milliseconds: a mail server that says nothing must not hold a worker. */
const PATIENCE = 20_000

const host = env.get('SMTP_HOST')
const port = env.get('SMTP_PORT')
const username = env.get('SMTP_USERNAME')
const password = env.get('SMTP_PASSWORD')
const from = env.get('MAIL_FROM')

/** Whether mails leave; else they are kept in the database. */
export const mailLeaves = host !== undefined

const [, name = 'Préau', address = from ?? ''] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(from ?? '') ?? []

/** Who sends: `MAIL_FROM` is an address, or `Name <address>`. */
export const sender = { name, address }

/** Unless it is said otherwise, whatever leaves this machine is encrypted. */
const requireTLS = env.get('SMTP_TLS') ? env.get('SMTP_TLS') === 'required' : !LOCAL.has(host ?? '')

/** How the mail server is reached. */
export const smtp: SMTPConfig = {
  host: host ?? 'localhost',
  port,
  secure: port === IMPLICIT_TLS,
  requireTLS: port !== IMPLICIT_TLS && requireTLS,
  ...(username && password ? { auth: { type: 'login', user: username, pass: password } } : {}),
  pool: true,
  maxConnections: 2,
  connectionTimeout: PATIENCE,
  greetingTimeout: PATIENCE,
  socketTimeout: PATIENCE,
}
