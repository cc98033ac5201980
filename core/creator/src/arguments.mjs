import { basename, join, resolve } from 'node:path'
import { CreatorRefusal } from './refusal.mjs'

export const USAGE =
  'NAME [--to FOLDER] [--title WORDS] [--with page,table:notes,job,settings,widget,notification]'

/**
 * Reads what is asked of the creator: a bare name, a path, or a name and `--to`.
 * @param {string[]} args
 * @param {object} place
 * @param {string} place.cwd where paths begin
 * @param {string} [place.inside] the folder of plugins where a bare name goes; default `cwd`
 * @throws {CreatorRefusal} when it cannot be understood
 */
export function readWish(args, { cwd, inside = cwd }) {
  const options = { to: '', title: '', with: '', home: '', kit: '' }
  const names = []
  for (let index = 0; index < args.length; index++) {
    const [, option, joined] = /^--([a-z]+)(?:=(.*))?$/s.exec(args[index]) ?? []
    if (!option) {
      names.push(args[index])
      continue
    }
    if (!Object.hasOwn(options, option))
      throw new CreatorRefusal(`« --${option} » is not an option. Usage: ${USAGE}`)
    const value = joined ?? args[++index]
    if (!value) throw new CreatorRefusal(`« --${option} » wants a value.`)
    options[option] = value
  }
  const [name, unknown] = names
  if (!name || unknown) throw new CreatorRefusal(`Usage: ${USAGE}`)
  const isPath = /[\\/]/.test(name)
  const path = isPath ? resolve(cwd, name) : join(inside, name)
  return {
    id: basename(path),
    folder: options.to ? resolve(cwd, options.to) : path,
    pieces: options.with.split(',').filter(Boolean),
    ...(options.title && { title: options.title }),
    ...(options.home && { home: resolve(cwd, options.home) }),
    ...(options.kit && { kit: resolve(cwd, options.kit) }),
  }
}
