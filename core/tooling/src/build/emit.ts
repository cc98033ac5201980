import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Options } from '@swc/core'
import { CACHE } from '../../paths.mjs'
import { listFiles, serverPackages, type SourcePackage } from './packages.ts'

/** Raised when the emitted code changes for the same source. */
const EMIT_VERSION = 1
/** Files that code reads at run time, from beside it. */
const CARRIED = /\.(json|sql|xml|edge|txt)$/
const NOT_CARRIED = /(^|\/)(package|tsconfig[^/]*)\.json$/
const SOURCE = /(?<!\.d)\.ts$/
const RELATIVE_TS = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n]*)\.ts\2/g

/** For each source file, relative to its package, the hash of what was emitted from it. */
type Stamp = Record<string, string>

/** Emits what changed of every package that runs on the server; answers how many files that were. */
export async function emitServer(): Promise<number> {
  let written = 0
  for (const one of serverPackages()) written += await emitPackage(one)
  return written
}

async function emitPackage({ name, folder }: SourcePackage): Promise<number> {
  const stampFile = join(CACHE, 'emit', `${name.replaceAll(/[\\/]/g, '__')}.json`)
  const before = readStamp(stampFile, folder)
  const after: Stamp = {}
  let written = 0
  for (const file of listFiles(folder).filter(isEmitted)) {
    const source = readFileSync(join(folder, file))
    const hash = createHash('sha256').update(`${EMIT_VERSION}\n`).update(source).digest('hex')
    after[file] = hash
    if (before[file] === hash && existsSync(outputOf(folder, file))) continue
    await emitFile(folder, file, source)
    written++
  }
  const gone = Object.keys(before).filter((file) => !(file in after))
  for (const file of gone) removeOutput(folder, file)
  if (written || gone.length) writeStamp(stampFile, after)
  return written + gone.length
}

function isEmitted(file: string): boolean {
  const path = file.replaceAll('\\', '/')
  return SOURCE.test(path) || (CARRIED.test(path) && !NOT_CARRIED.test(path))
}

function outputOf(folder: string, file: string): string {
  return join(folder, 'dist', file.replace(SOURCE, '.js'))
}

async function emitFile(folder: string, file: string, source: Buffer) {
  const output = outputOf(folder, file)
  mkdirSync(dirname(output), { recursive: true })
  if (!SOURCE.test(file)) return replaceFile(output, source)
  const { transform } = await import('@swc/core')
  const { code, map = '' } = await transform(source.toString(), optionsFor(join(folder, file)))
  const rewritten = code.replace(RELATIVE_TS, '$1$2$3.js$2')
  replaceFile(`${output}.map`, map)
  replaceFile(output, `${rewritten}\n//# sourceMappingURL=${basename(output)}.map\n`)
}

function optionsFor(filename: string): Options {
  return {
    filename,
    swcrc: false,
    configFile: false,
    sourceMaps: true,
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
      experimental: { keepImportAttributes: true },
      keepClassNames: true,
    },
  }
}

/** Written aside and renamed, so that a build cut short leaves no half file under the right name. */
function replaceFile(path: string, content: string | Buffer) {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}

function removeOutput(folder: string, file: string) {
  const output = outputOf(folder, file)
  for (const path of [output, `${output}.map`]) rmSync(path, { force: true })
}

function readStamp(stampFile: string, folder: string): Stamp {
  if (!existsSync(stampFile)) {
    rmSync(join(folder, 'dist'), { recursive: true, force: true })
    return {}
  }
  return JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp
}

function writeStamp(stampFile: string, stamp: Stamp) {
  mkdirSync(dirname(stampFile), { recursive: true })
  replaceFile(stampFile, JSON.stringify(stamp))
}
