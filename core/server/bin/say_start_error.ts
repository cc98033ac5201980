import { prettyPrintError } from '@adonisjs/core'
import { describeError } from '#app/watch/errors'

const NO_ANSWER = 'The database does not answer at the address of DATABASE_URL'
const NOT_MIGRATED =
  'The database is not ready for this version: run « migrate » first, then start again.'

/** What the errors met at start mean for whoever runs the server, by code. */
const SENTENCES: Record<string, string> = {
  ECONNREFUSED: `${NO_ANSWER}: nothing listens there.`,
  ENOTFOUND: `${NO_ANSWER}: its host is not known.`,
  EAI_AGAIN: `${NO_ANSWER}: its host is not known yet.`,
  ETIMEDOUT: `${NO_ANSWER}.`,
  '57P03': `${NO_ANSWER} yet: it is starting or stopping.`,
  '28P01':
    'The database refuses our password: APP_KEY is not the one that « migrate » was run with, or it was not run yet.',
  '28000': 'The database refuses our role: run « migrate » first.',
  '3D000': 'The database named by DATABASE_URL does not exist: create it, then run « migrate ».',
  '3F000': NOT_MIGRATED,
  '42P01': NOT_MIGRATED,
  '42501': NOT_MIGRATED,
  EADDRINUSE: 'Another program answers on the PORT of this process already.',
  EACCES: 'This process may not listen on its PORT: choose one above 1024.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine.',
}

/** Says in a sentence why the server could not start, or shows the error where it is not foreseen; then ends the process. */
export async function sayStartError(error: unknown): Promise<never> {
  const { code = '', ...described } = describeError(error)
  const sentence = SENTENCES[code]
  if (sentence) process.stderr.write(`${sentence} (${code})\n`)
  else if (process.env['NODE_ENV'] === 'development') await prettyPrintError(error)
  else process.stderr.write(`${JSON.stringify({ level: 'fatal', code, ...described })}\n`)
  process.exit(1)
}
