import { Env } from '@adonisjs/core/env'

/** What the process is told by its environment, checked at start. */
export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  HOST: Env.schema.string({ format: 'host' }),
  PORT: Env.schema.number(),
  APP_KEY: Env.schema.string(),
  LOG_LEVEL: Env.schema.string.optional(),
  DATABASE_APP_URL: Env.schema.string(),
  DATABASE_CORE_URL: Env.schema.string(),
  DATABASE_OWNER_URL: Env.schema.string.optional(),
  DATABASE_URL: Env.schema.string.optional(),
  DATABASE_QUEUE_URL: Env.schema.string(),
  REDIS_URL: Env.schema.string.optional(),
  QUEUE_PREFIX: Env.schema.string.optional(),
  SMTP_HOST: Env.schema.string.optional({ format: 'host' }),
  SMTP_PORT: Env.schema.number.optional(),
  SMTP_USERNAME: Env.schema.string.optional(),
  SMTP_PASSWORD: Env.schema.string.optional(),
  SMTP_TLS: Env.schema.enum.optional(['required', 'offered'] as const),
  MAIL_FROM: Env.schema.string.optional(),
  PREAU_ROLE: Env.schema.enum.optional(['web', 'worker', 'all'] as const),
  PREAU_DEMO: Env.schema.string.optional(),
  PREAU_PLUGINS: Env.schema.string.optional(),
})
