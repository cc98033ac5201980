import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { exitOf } from '../processes.ts'

/** What is declared of a package. */
export interface Declaring {
  /** The configuration that checks its sources, from the root. */
  base: string
  /** Its entries, from the root. */
  entries: readonly string[]
  /** What the paths below `out` begin from. */
  rootDir: string
  out: string
  /** Vue components have declarations too. */
  vue?: boolean
}

/** Writes the declarations of a package. @throws Refusal with the compiler's words */
export async function writeDeclarations(what: Declaring): Promise<void> {
  const config = join(what.out, 'tsconfig.json')
  mkdirSync(what.out, { recursive: true })
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(ROOT, what.base),
      compilerOptions: {
        ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, incremental: false },
        ...{ sourceMap: false, rootDir: what.rootDir, outDir: what.out, stripInternal: true },
        // checked by `npm run check`; here types are only written down
        noCheck: true,
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      files: what.entries.map((entry) => join(ROOT, entry)),
      include: [],
    })
  )
  const program = what.vue ? 'vue-tsc/bin/vue-tsc.js' : 'typescript/bin/tsc'
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), '-p', config], {
    cwd: ROOT,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part))
  if ((await exitOf(child)) !== 0) throw new Refusal(`The types could not be written:\n${output}`)
  rmSync(config)
}

const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\2/g

/** The declarations that an entry leads to, and the packages that they name. */
export function reachedFrom(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set([entry])
  const packages = new Set<string>()
  for (const file of files) {
    for (const [, , , specifier = ''] of readFileSync(file, 'utf8').matchAll(SPECIFIER)) {
      if (specifier.startsWith('.')) {
        const path = resolve(dirname(file), specifier)
        files.add(path.replace(/\.ts$/, '.d.ts'))
      } else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier))
    }
  }
  return { files, packages }
}

/** The package of a specifier: `@adonisjs/lucid/orm` is of `@adonisjs/lucid`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** A declaration names its neighbours as what is run does: by `.js`. */
export function nameAsRun(text: string): string {
  return text.replace(SPECIFIER, (whole, before: string, quote: string, specifier: string) =>
    specifier.startsWith('.') && specifier.endsWith('.ts')
      ? `${before}${quote}${specifier.slice(0, -3)}.js${quote}`
      : whole
  )
}

/** Where a file lies below a folder, with forward slashes. */
export function below(folder: string, file: string): string {
  return relative(folder, file).replaceAll('\\', '/')
}
