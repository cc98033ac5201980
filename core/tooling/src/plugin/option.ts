import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../../refusal.mjs'

/** Takes `--plugin FOLDER` out of a command's arguments. @throws Refusal when that is no plugin's folder */
export function pluginOption(args: readonly string[]): { folder?: string; rest: string[] } {
  const { value, rest } = takeOption(args, '--plugin')
  if (value === undefined) return { rest }
  const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), value)
  if (!idIn(folder))
    throw new Refusal(`« ${folder} » is no plugin: its package.json must say « preau.id ».`)
  return { folder: realpathSync(folder), rest }
}

/** Takes an option and its value out of a command's arguments. @throws Refusal when the value is missing */
export function takeOption(
  args: readonly string[],
  name: string
): { value?: string; rest: string[] } {
  const at = args.findIndex((one) => one === name || one.startsWith(`${name}=`))
  if (at < 0) return { rest: [...args] }
  const joined = args[at]!.includes('=')
  const value = joined ? args[at]!.slice(name.length + 1) : args[at + 1]
  if (!value) throw new Refusal(`« ${name} » wants a value.`)
  return { value, rest: [...args.slice(0, at), ...args.slice(at + (joined ? 1 : 2))] }
}

function idIn(folder: string): string | undefined {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  return (JSON.parse(readFileSync(file, 'utf8')) as { preau?: { id?: string } }).preau?.id
}
