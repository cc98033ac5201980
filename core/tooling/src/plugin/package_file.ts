import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseTar } from 'nanotar'
import { Refusal } from '../../refusal.mjs'

/** Bytes of a package, packed and unpacked, and its files, at most: beyond, it is no plugin but an attack or a mistake. */
const MOST_PACKED = 50_000_000
const MOST_UNPACKED = 200_000_000
const MOST_FILES = 5000
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
const VERSION = /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/

/** What a package's own description says, before any of its code runs. */
export interface PackageFile {
  name: string
  version: string
  id: string
  kit: string
  dependencies: Readonly<Record<string, string>>
  /** Scripts that npm would run at an installation, and that are not run here. */
  installScripts: string[]
  sha256: string
}

interface Description {
  name?: unknown
  version?: unknown
  preau?: { id?: unknown }
  exports?: Record<string, unknown>
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** Reads a plugin's tarball without running or writing anything. @throws Refusal, with the reason in one sentence */
export function readPackageFile(file: string): PackageFile {
  const packed = readPacked(file)
  const files = filesOf(packed)
  const text = files.get('package.json')
  if (text === undefined) throw new Refusal('This is no package of npm: it has no package.json.')
  const described = parseDescription(text)
  const { name, version, preau } = described
  if (typeof name !== 'string' || !PACKAGE_NAME.test(name))
    throw new Refusal('Its package.json has no valid name.')
  if (typeof version !== 'string' || !VERSION.test(version))
    throw new Refusal(`${name} has no valid version.`)
  if (typeof preau?.id !== 'string')
    throw new Refusal(`${name} is no plugin of Préau: its package.json says no « preau.id ».`)
  refuseMissingParts(name, described, files)
  return {
    ...{ name, version, id: preau.id, kit: described.peerDependencies?.['@preau/kit'] ?? '' },
    dependencies: described.dependencies ?? {},
    installScripts: Object.keys(described.scripts ?? {}).filter((key) =>
      /^(pre|post)?install$|^prepare$/.test(key)
    ),
    sha256: createHash('sha256').update(packed).digest('hex'),
  }
}

function readPacked(file: string): Buffer {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new Refusal(`There is no file at ${file}.`)
  if (size > MOST_PACKED) throw new Refusal('A package is of 50 MB at most.')
  return readFileSync(file)
}

/** The files of a package by their path inside it, with the text of the one that is read. Names have been cleaned by the reader, as npm's own does. */
function filesOf(packed: Buffer): Map<string, string | undefined> {
  let entries
  try {
    // A copy: the bytes of a small answer stand in the middle of a buffer shared with others.
    entries = parseTar(new Uint8Array(gunzipSync(packed, { maxOutputLength: MOST_UNPACKED })))
  } catch {
    throw new Refusal('This is no package of npm: the file cannot be read as a .tgz.')
  }
  if (entries.length > MOST_FILES) throw new Refusal(`A package has ${MOST_FILES} files at most.`)
  const found = new Map<string, string | undefined>()
  for (const { name, type, text } of entries) {
    if (type !== 'file' && type !== 'directory' && !/header|global/i.test(String(type)))
      throw new Refusal(`The package holds a link (« ${name} »): files only.`)
    const inside = name.split('/').slice(1).join('/')
    if (type === 'file') found.set(inside, inside === 'package.json' ? text : undefined)
  }
  return found
}

function parseDescription(text: string): Description {
  try {
    return JSON.parse(text) as Description
  } catch {
    throw new Refusal('Its package.json is not JSON.')
  }
}

/** The two halves that the server imports must be there, built. */
function refuseMissingParts(
  name: string,
  { exports = {} }: Description,
  files: ReadonlyMap<string, string | undefined>
): void {
  for (const part of ['.', './server']) {
    const target = targetOf(exports[part])
    if (!target || !files.has(posix.normalize(target)))
      throw new Refusal(
        `${name} is not built: what it exports as « ${part} » is not in the package. Its author runs « npm pack » after a build.`
      )
  }
}

function targetOf(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported
  if (typeof exported !== 'object' || exported === null) return undefined
  const { default: target } = exported as { default?: unknown }
  return typeof target === 'string' ? target : undefined
}
