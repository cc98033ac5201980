import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { fileStore } from '#app/storage/store/index'

/** An archive being made: entries are added one after the other, nothing is whole in memory. */
export interface Archive {
  json(path: string, value: unknown): void
  text(path: string, text: string): void
  /** Adds a stream and waits until it has been read. */
  stream(path: string, source: Readable): Promise<void>
}

/** Paths of entries: no way out of the archive, no names that a system refuses. */
export function safePath(path: string): string {
  const parts = path
    .split(/[\\/]+/)
    .map((part) =>
      part
        .replace(/[\p{C}<>:"|?*]/gu, '_')
        .trim()
        .slice(0, 120)
    )
    .filter((part) => part && part !== '.' && part !== '..')
  return parts.join('/') || 'sans-nom'
}

/** Makes an archive in a temporary file, then puts it in the store; answers its size and how many entries it has. */
export async function makeArchive(
  key: string,
  fill: (archive: Archive) => Promise<void>
): Promise<{ size: number; entries: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'preau-archive-'))
  const file = join(folder, 'archive.zip')
  try {
    const entries = await write(file, fill)
    const { size } = await stat(file)
    await (await fileStore()).put(key, createReadStream(file), size)
    return { size, entries }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function write(file: string, fill: (archive: Archive) => Promise<void>): Promise<number> {
  const zip = new ZipFile()
  const taken = new Set<string>()
  const free = (path: string) => {
    const safe = safePath(path)
    let name = safe
    for (let turn = 2; taken.has(name); turn++) name = safe.replace(/(\.\w+)?$/, ` (${turn})$1`)
    taken.add(name)
    return name
  }
  const written = pipeline(
    Readable.from(zip.outputStream),
    createWriteStream(file, { mode: 0o600 })
  )
  const archive: Archive = {
    json: (path, value) =>
      zip.addBuffer(Buffer.from(`${JSON.stringify(value, null, 2)}\n`), free(path)),
    text: (path, text) => zip.addBuffer(Buffer.from(text), free(path)),
    stream(path, source) {
      zip.addReadStream(source, free(path))
      return new Promise((resolve, reject) => {
        source.once('end', resolve)
        source.once('error', reject)
      })
    },
  }
  try {
    await fill(archive)
    zip.end()
    await written
  } catch (error) {
    written.catch(() => undefined)
    throw error
  }
  return taken.size
}
