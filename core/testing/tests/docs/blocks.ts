import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../../..')

/** A fenced block of a page of the documentation. */
export interface Block {
  language: string
  /** What stands after the language: `file=plugin.ts`, `from=…`, a lone word is its own value. */
  notes: ReadonlyMap<string, string>
  text: string
  /** The heading it stands under. */
  section: string
  /** Where it begins, for failures: `docs/plugins/recipes.md:12`. */
  at: string
}

/** The fenced blocks of a page, by its path from the root, in order. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let section = ''
  let open: { block: Block; lines: string[] } | undefined
  for (const [index, line] of readFileSync(join(ROOT, page), 'utf8').split('\n').entries()) {
    const fence = /^```(\S*) ?(.*)$/.exec(line)
    if (!open && line.startsWith('## ')) section = line.slice(3)
    if (!fence) open?.lines.push(line)
    else if (open) {
      blocks.push({ ...open.block, text: `${open.lines.join('\n')}\n` })
      open = undefined
    } else open = { block: { ...blockOf(fence, `${page}:${index + 1}`), section }, lines: [] }
  }
  if (open) throw new Error(`${open.block.at}: the block has no end`)
  return blocks
}

function blockOf([, language = '', words = '']: RegExpExecArray, at: string) {
  const notes = words.split(' ').filter(Boolean).map((word): [string, string] => {
    const [key = '', value = key] = word.split('=')
    return [key, value]
  })
  return { language, notes: new Map(notes), text: '', at }
}

/**
 * Why a block is no extract of a text, or `undefined`: its lines, indentation apart, stand there together and
 * in this order; where a line « … » stands, something is left out.
 */
export function notAnExtract(block: string, whole: string): string | undefined {
  let rest = flat(whole)
  for (const part of block.split(/^\s*(?:\/\/ )?…\s*$/m).map(flat).filter((one) => one.trim())) {
    const at = rest.indexOf(part)
    if (at < 0) return `not there: ${part.trim()}`
    rest = rest.slice(at + part.length - 1)
  }
  return undefined
}

/** The lines without their indentation, each between two line ends. */
function flat(text: string): string {
  return `\n${text.trim().split('\n').map((line) => line.trim()).filter(Boolean).join('\n')}\n`
}
