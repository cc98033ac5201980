import { relative, resolve } from 'node:path'
import { addPiece, CreatorRefusal, PIECES } from '../../../creator/src/index.mjs'
import { ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { pluginFolders } from '../build/packages.ts'
import { pluginOption } from './option.ts'
import { isWorkspace, linkWorkspace } from './workspace.ts'

/**
 * Adds a piece to a plugin: the one of `--plugin FOLDER`, else the one in whose folder one stands.
 * @throws Refusal before anything is written
 */
export async function addToPlugin(args: string[]): Promise<void> {
  const { folder: named, rest } = pluginOption(args)
  const [piece, name, unknown] = rest
  if (!piece || unknown)
    throw new Refusal(
      `Usage: npm run plugin -- add PIECE [NAME] [--plugin FOLDER]; pieces: ${PIECES.join(', ')}.`
    )
  const folder = named ?? whereOneStands()
  const written = await refusing(() =>
    addPiece({ folder, home: ROOT, piece, ...(name !== undefined && { name }) })
  )
  if (isWorkspace(folder)) linkWorkspace(folder)
  for (const path of written) console.log(`✓ ${path}`)
}

/** Runs the creator; what it refuses is refused as every command does. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CreatorRefusal) throw new Refusal(error.message, { cause: error })
    throw error
  }
}

function whereOneStands(): string {
  const here = resolve(process.env['INIT_CWD'] ?? process.cwd())
  const found = pluginFolders().find((folder) => !relative(folder, here).startsWith('..'))
  if (found) return found
  throw new Refusal('Say which plugin, with --plugin FOLDER, or run this in its folder.')
}
