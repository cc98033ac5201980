import type { Name } from './variables.ts'

/** What a process is for: serving people and jobs, or one command of an operator's. */
export type Purpose = 'serve' | 'command'

/** What is known of the environment when its variables are looked at together. */
export interface Given {
  /** The text of a variable; undefined where it is empty. */
  text(name: Name): string | undefined
  purpose: Purpose
}

type Rule = (given: Given) => string | false | undefined

const ADDRESSES = ['DATABASE_APP_URL', 'DATABASE_CORE_URL', 'DATABASE_QUEUE_URL'] as const
const S3 = [
  ...(['S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID'] as const),
  ...(['S3_SECRET_ACCESS_KEY', 'S3_FORCE_PATH_STYLE'] as const),
]

/** Whether an address carries a user, hence somebody's credentials. */
export function namesUser(address: string | undefined): boolean {
  return address !== undefined && URL.canParse(address) && new URL(address).username !== ''
}

/** What variables say together: each answers one sentence, or nothing. */
export const RULES: Rule[] = [
  ({ text }) => {
    if (text('DATABASE_URL')) return undefined
    const missing = ADDRESSES.filter((name) => !text(name))
    return (
      missing.length > 0 &&
      'DATABASE_URL is missing: give the address of the database without a user, like postgres://host:5432/preau.'
    )
  },
  ({ text, purpose }) =>
    purpose === 'serve' &&
    namesUser(text('DATABASE_URL')) &&
    'DATABASE_URL carries a user and a password: a process that serves must not know the administrator’s; write postgres://host:5432/name here, and keep the whole address for « migrate ».',
  ({ text, purpose }) =>
    purpose === 'serve' &&
    text('DATABASE_OWNER_URL') !== undefined &&
    'DATABASE_OWNER_URL is for migrations only: take it away from a process that serves.',
  ({ text }) =>
    namesUser(text('DATABASE_POOLER_URL')) &&
    'DATABASE_POOLER_URL carries a user: write it without, each pool signs in as its own role.',
  ({ text }) => {
    const given = S3.filter((name) => text(name))
    return (
      !text('S3_BUCKET') &&
      given.length > 0 &&
      `S3_BUCKET is missing: ${given.join(', ')} say where files are kept, but not in which bucket.`
    )
  },
  ({ text }) =>
    (text('S3_ACCESS_KEY_ID') === undefined) !== (text('S3_SECRET_ACCESS_KEY') === undefined) &&
    'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: give both, or neither.',
  ({ text }) =>
    text('S3_BUCKET') !== undefined &&
    text('FILES_DIR') !== undefined &&
    'FILES_DIR and S3_BUCKET are both given: files are kept in a folder or in a bucket, choose one.',
  ({ text }) =>
    text('CLAMD_HOST') !== undefined &&
    text('CLAMD_SOCKET') !== undefined &&
    'CLAMD_HOST and CLAMD_SOCKET are both given: the antivirus is reached by one of them, choose.',
  ({ text }) =>
    text('SMTP_HOST') !== undefined &&
    text('MAIL_FROM') === undefined &&
    'MAIL_FROM is missing: mails need a sender as soon as SMTP_HOST is given, like Préau <ne-pas-repondre@exemple.fr>.',
  ({ text }) =>
    (text('SMTP_USERNAME') === undefined) !== (text('SMTP_PASSWORD') === undefined) &&
    'SMTP_USERNAME and SMTP_PASSWORD go together: give both, or neither.',
]
