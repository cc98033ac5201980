import { resolve } from 'node:path'
import { Refusal } from '../../refusal.mjs'
import { KIT, packKit } from '../kit/pack.ts'
import { takeOption } from '../plugin/option.ts'

/** Makes the tarballs that a plugin of one's own is written with, in `.data/kit` or the folder of `--to`. */
export async function run(args: string[]): Promise<void> {
  const { value, rest } = takeOption(args, '--to')
  if (rest.length)
    throw new Refusal(
      `« ${rest[0]} » is not an option; there is one: npm run pack:kit -- --to FOLDER.`
    )
  const folder =
    value === undefined ? KIT : resolve(process.env['INIT_CWD'] ?? process.cwd(), value)
  for (const name of await packKit(folder)) console.log(`✓ ${name}`)
}
