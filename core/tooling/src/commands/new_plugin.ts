import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { createPlugin, readWish } from '../../../creator/src/index.mjs'
import { ROOT } from '../../paths.mjs'
import { KIT, packKit } from '../kit/pack.ts'
import { refusing } from '../plugin/add.ts'
import { isWorkspace, linkWorkspace } from '../plugin/workspace.ts'

/** Writes a plugin: a bare name in `plugins/`, a path or `--to` wherever one likes. */
export async function run(args: string[]): Promise<void> {
  const cwd = resolve(process.env['INIT_CWD'] ?? process.cwd())
  const asked = args.length || !process.stdin.isTTY ? args : await ask()
  const inside = join(ROOT, 'plugins')
  const { folder, written } = await refusing(async () => {
    const wish = readWish(asked, { cwd, inside })
    return { ...wish, written: await createPlugin({ ...wish, home: ROOT, kit: wish.kit ?? KIT }) }
  })
  for (const path of written) console.log(`✓ ${relative(cwd, join(folder, path))}`)
  if (isWorkspace(folder)) {
    linkWorkspace(folder)
    console.log(
      '\nSee it: npm run dev, offer it as « agent.collectivite », switch it on as « odile.lambert ».'
    )
    return
  }
  if (!existsSync(join(KIT, 'preau-kit-0.1.0.tgz'))) await packKit(KIT)
  console.log(`\n  cd ${relative(cwd, folder) || '.'}\n  npm install\n  npm run dev`)
}

async function ask(): Promise<string[]> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const id = await terminal.question('Id (small letters, figures, hyphens): ')
  const title = await terminal.question('Name for people (in French): ')
  terminal.close()
  return [id.trim(), ...(title.trim() ? ['--title', title.trim()] : [])]
}
