import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** What the checkout keeps between runs: database, secrets, logs. Ignored by git. */
export const DATA = join(ROOT, '.data')
/** Held by whoever runs PostgreSQL on `.data`. */
export const DATA_LOCK = join(DATA, 'lock')
/** The AdonisJS application. */
export const SERVER = join(ROOT, 'core/server')
/** Stamps of what was built and checked; gone with `node_modules`, hence made again after an install. */
export const CACHE = join(ROOT, 'node_modules/.cache/preau')
