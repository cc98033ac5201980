import {
  address,
  database,
  flag,
  integer,
  networks,
  oneOf,
  origins,
  port,
  secret,
  text,
  type Kind,
} from './kinds.ts'

/** One variable: what it is, how its text is read, and what stands where it is not given. */
export interface Variable<T> {
  /** Completes « NAME is missing: … ». */
  is: string
  kind: Kind<T>
  required: boolean
  fallback?: T
}

function required<T>(kind: Kind<T>, is: string): Variable<T> & { required: true } {
  return { is, kind, required: true }
}

function optional<T>(kind: Kind<T>, is: string): Variable<T> & { required: false } {
  return { is, kind, required: false }
}

function withDefault<T>(kind: Kind<T>, fallback: T, is: string): Variable<T> & { fallback: T } {
  return { is, kind, fallback, required: false }
}

/** Everything that the server is told by its environment. Documented in `docs/operations/configuration.md`. */
export const VARIABLES = {
  NODE_ENV: withDefault(
    oneOf('development', 'production', 'test'),
    'production',
    'the way of running'
  ),
  PREAU_ROLE: withDefault(
    oneOf('web', 'worker', 'all'),
    'all',
    'the part of the work that this process does'
  ),
  HOST: withDefault(text, '127.0.0.1', 'the address on which this process answers'),
  PORT: withDefault(port, 3333, 'the port on which this process answers'),
  APP_KEY: required(secret(32), 'the secret of this installation, the same on every machine'),
  LOG_LEVEL: withDefault(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'the least important line that is logged'
  ),
  TRUSTED_PROXIES: optional(networks, 'the proxies whose X-Forwarded-* headers are believed'),
  STOP_SECONDS: withDefault(
    integer(1, 600),
    6,
    'the seconds given to what runs when the process is asked to stop'
  ),
  STOP_DELAY: withDefault(
    integer(0, 120),
    0,
    'the seconds of notice given to the proxy before the process stops answering'
  ),
  METRICS_TOKEN: optional(secret(16), 'the secret that whoever reads /metrics sends'),

  DATABASE_URL: optional(database, 'the database'),
  DATABASE_POOLER_URL: optional(database, 'the same database through a pooler'),
  DATABASE_POOL: withDefault(
    integer(1, 200),
    10,
    'the connections of each of the two pools of a process'
  ),
  DATABASE_APP_URL: optional(database, 'the database, as preau_app'),
  DATABASE_CORE_URL: optional(database, 'the database, as core_runtime'),
  DATABASE_QUEUE_URL: optional(database, 'the database, as preau_queue'),
  DATABASE_OWNER_URL: optional(database, 'the database, as preau_owner: for migrations only'),

  REDIS_URL: optional(address('redis', 'rediss'), 'the Redis that holds the queues'),
  QUEUE_PREFIX: withDefault(
    text,
    'preau',
    'what the names of this installation begin with in Redis'
  ),

  SMTP_HOST: optional(text, 'the mail server'),
  SMTP_PORT: withDefault(port, 587, 'the port of the mail server'),
  SMTP_USERNAME: optional(text, 'the name under which mails are sent'),
  SMTP_PASSWORD: optional(text, 'the secret that goes with SMTP_USERNAME'),
  SMTP_TLS: optional(oneOf('required', 'offered'), 'whether mails may travel unencrypted'),
  MAIL_FROM: optional(text, 'the address from which mails are sent'),

  FILES_DIR: optional(text, 'the folder of the files'),
  S3_ENDPOINT: optional(address('http', 'https'), 'the S3 server that holds the files'),
  S3_REGION: optional(text, 'the region of the S3 server'),
  S3_BUCKET: optional(text, 'the bucket of the files'),
  S3_ACCESS_KEY_ID: optional(text, 'the name under which files are kept on the S3 server'),
  S3_SECRET_ACCESS_KEY: optional(text, 'the secret that goes with S3_ACCESS_KEY_ID'),
  S3_FORCE_PATH_STYLE: optional(flag, 'whether the bucket stands in the path of the S3 server'),
  CLAMD_HOST: optional(text, 'the antivirus (clamd), by its host'),
  CLAMD_PORT: withDefault(port, 3310, 'the port of the antivirus'),
  CLAMD_SOCKET: optional(text, 'the antivirus (clamd), by its socket'),

  EGRESS_ORIGINS: withDefault(
    origins,
    ['https://catalogue.bnf.fr'],
    'the servers outside that modules may ask'
  ),

  PREAU_DEMO: optional(oneOf('1', '0'), 'whether this installation is a demonstration'),
  PREAU_PLUGINS: optional(text, 'more folders of plugins'),
  PREAU_INSTALLED: optional(text, 'the folder of installed plugins'),
} satisfies Record<string, Variable<never> | Variable<unknown>>

type Table = typeof VARIABLES
export type Name = keyof Table

/** The value of a variable, as it was read. */
export type Value<N extends Name> =
  Table[N] extends Variable<infer T>
    ? Table[N] extends { required: true } | { fallback: T }
      ? T
      : T | undefined
    : never

/** The values of all the variables; the addresses of the database are there, given or derived. */
export type Values = { [N in Name]: Value<N> } & {
  DATABASE_APP_URL: string
  DATABASE_CORE_URL: string
  DATABASE_QUEUE_URL: string
}
