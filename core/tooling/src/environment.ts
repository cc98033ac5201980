import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { roleUrl } from '../../server/app/scope/bootstrap.ts'
import { address } from '../first_checks.mjs'
import { DATA } from '../paths.mjs'
import type { WorkDatabase } from './database.ts'

type Access = Pick<WorkDatabase, 'url' | 'appKey'>

/** Threads of libuv beside those that hash passwords, a core's each but one: files are read while people sign in. */
const SPARE = 3

/** What a web or worker process is given: no administrator's nor owner's credentials. */
export function webEnvironment(
  { url, appKey }: Access,
  more: NodeJS.ProcessEnv
): NodeJS.ProcessEnv {
  const { host, port } = address()
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOST: host,
    PORT: String(port),
    APP_KEY: appKey,
    DATABASE_APP_URL: roleUrl(url, appKey, 'preau_app'),
    DATABASE_CORE_URL: roleUrl(url, appKey, 'core_runtime'),
    DATABASE_QUEUE_URL: roleUrl(url, appKey, 'preau_queue'),
    UV_THREADPOOL_SIZE: process.env['UV_THREADPOOL_SIZE'] || String(availableParallelism() + SPARE),
    ...(process.env['S3_BUCKET']
      ? {}
      : { FILES_DIR: process.env['FILES_DIR'] || join(DATA, 'files') }),
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    ...more,
  }
  delete env['DATABASE_URL']
  delete env['DATABASE_OWNER_URL']
  return env
}

/** What the migration step and the operator's commands are given: every address, the administrator's too. */
export function operatorEnvironment(access: Access, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...webEnvironment(access, more),
    DATABASE_URL: access.url,
    DATABASE_OWNER_URL: roleUrl(access.url, access.appKey, 'preau_owner'),
  }
}
