import ts from 'typescript'
import type { Declaration, PublicTypes } from './declarations.ts'

const RENEW = 'npm run check -- --fix'
const printer = ts.createPrinter({ removeComments: true })

/** The report of a package's API: its declarations without a word of comment, so that a change of it is a change of the contract. */
export function reportOf(title: string, { entries, beneath }: PublicTypes): string {
  const parts = entries.map(({ specifier, exports }) => section(specifier, exports))
  if (beneath.length) parts.push(section('Named by these, not exported', beneath))
  return page([
    `# API of ${title}`,
    `Written from the sources by \`${RENEW}\`, never by hand. Whoever changes a line of it changes what plugins rely on: [versions](versions.md) says what that asks for.`,
    ...parts,
  ])
}

function section(title: string, declarations: readonly Declaration[]): string {
  const texts = [...declarations].sort(byName).map(({ text }) => bare(text))
  return `## ${title}\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``
}

/** The reference of a package: each export with its words, comments inside included. */
export function referenceOf(title: string, { entries, beneath }: PublicTypes): string {
  const contents = entries.map(
    ({ specifier, exports }) =>
      `- \`${specifier}\`: ${exports.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ')}`
  )
  return page([
    `# Reference of ${title}`,
    `Written from the sources and their comments by \`${RENEW}\`, never by hand. How to use it: [your first plugin](your-first-plugin.md), [recipes](recipes.md).`,
    contents.join('\n'),
    ...entries.flatMap(({ specifier, exports }) => [`## ${specifier}`, ...exports.map(described)]),
    ...(beneath.length ? ['## Named by these, not exported', ...beneath.map(described)] : []),
  ])
}

function described({ name, doc, text }: Declaration): string {
  const words = doc
    .replaceAll(/\s*@throws\s+/g, '\n\n*Throws:* ')
    .replaceAll(/\s*@default\s+/g, '\n\n*Default:* ')
    .trim()
  return [`### ${name}`, ...(words ? [words] : []), `\`\`\`ts\n${text}\n\`\`\``].join('\n\n')
}

/** A declaration without comments, printed in one way whatever the sources' lines. */
function bare(text: string): string {
  const source = ts.createSourceFile('one.d.ts', text, ts.ScriptTarget.Latest, true)
  return printer.printFile(source).trim()
}

function byName(a: Declaration, b: Declaration): number {
  return a.name < b.name ? -1 : 1
}

function page(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`
}
