import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** Something that a package exports, or that what it exports is made of. */
export interface Declaration {
  name: string
  /** As a declaration file says it, with the comments inside, without its own. */
  text: string
  /** Its own doc comment, without the marks. */
  doc: string
}

/** What is imported by one name: `@preau/kit/server`. */
export interface Entry {
  specifier: string
  exports: Declaration[]
}

/** What a package shows to those who import it. */
export interface PublicTypes {
  entries: Entry[]
  /** Named by what is exported, without being exported: they bind as much. */
  beneath: Declaration[]
}

type Exports = Record<string, string | Record<string, string>>
type Statements = ReadonlyMap<string, ts.Statement>

const printer = ts.createPrinter({ removeComments: false })
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

/** Reads what a workspace package exports from its sources. @throws when they do not make declarations */
export function readPublicTypes(folder: string): PublicTypes {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    exports: Exports
  }
  const sources = Object.entries(exports).flatMap(([path, target]) => {
    const source = typeof target === 'string' ? target : target['preau-src']
    return source?.endsWith('.ts') ? [{ path, file: join(folder, source) }] : []
  })
  const program = programOf(
    folder,
    sources.map(({ file }) => file)
  )
  const statements = declared(program, folder)
  const entries = sources.map(({ path, file }) => ({
    specifier: name + path.slice(1),
    exports: exported(program, file).map((one) => declarationOf(one, statements)),
  }))
  const known = new Set(entries.flatMap((entry) => entry.exports.map((one) => one.name)))
  return { entries, beneath: beneath(known, statements) }
}

function programOf(folder: string, files: string[]): ts.Program {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const emitting = { noEmit: false, declaration: true, emitDeclarationOnly: true, sourceMap: false }
  return ts.createProgram(files, {
    ...options,
    ...emitting,
    incremental: false,
    tsBuildInfoFile: undefined,
  })
}

/** Every top declaration of a package's sources, by name, as declaration files have it. */
function declared(program: ts.Program, folder: string): Statements {
  const found = new Map<string, ts.Statement>()
  for (const source of program.getSourceFiles()) {
    if (!source.fileName.startsWith(`${folder}/src/`)) continue
    program.emit(
      source,
      (file, text) => {
        const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
        for (const one of statements) for (const name of namesOf(one)) found.set(name, one)
      },
      undefined,
      true
    )
  }
  return found
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((one) => one.name.getText())
  const name = 'name' in statement ? (statement.name as ts.Node | undefined) : undefined
  return name && ts.isIdentifier(name) ? [name.text] : []
}

function exported(program: ts.Program, file: string): string[] {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)
  if (!module) throw new Error(`${file} exports nothing.`)
  return checker.getExportsOfModule(module).map(({ name }) => name)
}

function declarationOf(name: string, statements: Statements): Declaration {
  const statement = statements.get(name)
  if (!statement)
    throw new Error(`« ${name} » is exported and declared in no source of its package.`)
  const source = statement.getSourceFile()
  const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc)
  const whole = printer.printNode(ts.EmitHint.Unspecified, statement, source)
  const own = comments.at(-1)?.getText(source) ?? ''
  return { name, doc: plain(own), text: tidy(own ? whole.slice(whole.indexOf('*/') + 2) : whole) }
}

/** The words of a doc comment. */
function plain(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replaceAll(/^[ \t]*\*[ \t]?/gm, '')
    .trim()
}

function tidy(text: string): string {
  return text
    .trim()
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .replace(/^type (.*)=\s*\n\s*\| /s, 'type $1= ')
}

/** What the known declarations name, and so on, that is the package's own and not known. */
function beneath(known: ReadonlySet<string>, statements: Statements): Declaration[] {
  const queue = [...known]
  const seen = new Set(known)
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && statements.has(node.text) && !seen.has(node.text)) {
      seen.add(node.text)
      queue.push(node.text)
    }
    node.forEachChild(visit)
  }
  for (let name = queue.shift(); name !== undefined; name = queue.shift())
    statements.get(name)?.forEachChild(visit)
  return [...seen]
    .filter((name) => !known.has(name))
    .map((name) => declarationOf(name, statements))
    .sort(byName)
}
