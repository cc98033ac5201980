import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { ROOT } from '#app/paths'

/** What the host brings: a plugin that has its own copy is given the host's, whose classes and services are the running ones. */
const BROUGHT =
  /^(?:@preau\/(?:kit|testing|client|ui)|@adonisjs\/[^/]+|@vinejs\/vine|@japa\/[^/]+|luxon|knex)(?:\/|$)/
const HOST = pathToFileURL(join(ROOT, 'core/server/package.json')).href

const outside = new Set<string>()

/** Gives the modules of a folder that is not of this checkout what the host brings. Once for each folder; before any of it is imported. */
export function bringModulesTo(folder: string): void {
  const first = !outside.size
  outside.add(`${pathToFileURL(folder).href}/`)
  if (first) registerHooks({ resolve })
}

const resolve: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  const { parentURL } = context
  if (!parentURL || !BROUGHT.test(specifier) || !isOutside(parentURL))
    return next(specifier, context)
  return next(specifier, { ...context, parentURL: HOST })
}

function isOutside(url: string): boolean {
  for (const folder of outside) if (url.startsWith(folder)) return true
  return false
}
