import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = new Set(['.js', '.css', '.svg', '.json'])
const SMALLEST = 1024

async function compressFile(file: string): Promise<void> {
  const source = await readFile(file)
  if (source.length < SMALLEST) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(source, { params }),
    promisify(gzip)(source, { level: 9 }),
  ])
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
}

/** Puts a `.br` and a `.gz` beside each hashed text file of the build. */
export function precompress(): Plugin {
  return {
    name: 'preau:precompress',
    apply: 'build',
    async writeBundle(options) {
      const folder = join(options.dir ?? 'dist', 'assets')
      const files = (await readdir(folder)).filter((name) => TEXT.has(extname(name)))
      await Promise.all(files.map((name) => compressFile(join(folder, name))))
    },
  }
}
