import { access, constants, mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Disk } from '@adonisjs/drive'
import { countedStream } from './counted.ts'
import type { Appended, ByteRange, FileStore, Partial } from './file_store.ts'

/** Files in a folder of this machine, or of a disk that several machines mount. */
export class DiskStore implements FileStore {
  readonly kind = 'disk'

  constructor(
    private readonly disk: Disk,
    private readonly folder: string
  ) {}

  async put(key: string, source: Readable, size: number): Promise<void> {
    try {
      await this.disk.putStream(key, countedStream(source, size), { contentLength: size })
      await this.#withFile(key, 'r+', (file) => file.datasync())
    } catch (error) {
      await this.disk.delete(key)
      throw error
    }
  }

  async begin(key: string): Promise<null> {
    await mkdir(dirname(this.#path(key)), { recursive: true })
    await this.#withFile(key, 'w', async () => undefined)
    return null
  }

  async append(
    { key, received }: Partial,
    source: AsyncIterable<Buffer>,
    size: number
  ): Promise<Appended> {
    let at = received
    await this.#withFile(key, 'r+', async (file) => {
      try {
        for await (const chunk of source) {
          if (at + chunk.length > received + size) break
          await file.write(chunk, 0, chunk.length, at)
          at += chunk.length
        }
      } catch (error) {
        if (at === received) throw error
      }
      await file.datasync()
    })
    return { received: at }
  }

  /** What a request cut short wrote beyond what was noted is cut off. */
  async complete({ key, received }: Partial): Promise<void> {
    await this.#withFile(key, 'r+', (file) => file.truncate(received))
  }

  discard({ key }: Pick<Partial, 'key'>): Promise<void> {
    return this.delete(key)
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.#path(key))
    return file.createReadStream(range)
  }

  delete(key: string): Promise<void> {
    return this.disk.delete(key)
  }

  async look(key: string) {
    if (!(await this.disk.exists(key))) return undefined
    const { contentLength, lastModified } = await this.disk.getMetaData(key)
    return { size: contentLength, modifiedAt: lastModified }
  }

  async *list(folder: string): AsyncGenerator<string> {
    const { objects } = await this.disk.listAll(folder, { recursive: true })
    for (const one of objects) if (one.isFile) yield one.key
  }

  async *folders(): AsyncGenerator<string> {
    const { objects } = await this.disk.listAll('/')
    for (const one of objects) if (one.isDirectory) yield one.prefix
  }

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    await access(this.folder, constants.R_OK | constants.W_OK)
  }

  #path(key: string): string {
    return join(this.folder, key)
  }

  async #withFile(key: string, flags: string, work: (file: FileHandle) => Promise<unknown>) {
    const file = await open(this.#path(key), flags)
    try {
      await work(file)
    } finally {
      await file.close()
    }
  }
}
