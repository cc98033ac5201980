import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TEMPLATES = fileURLToPath(new URL('../templates/', import.meta.url))
/** Files that npm would leave out of a tarball, or read itself, under their own name. */
const RENAMED = { gitignore: '.gitignore', prettierrc: '.prettierrc' }
const STYLE = { semi: false, singleQuote: true, printWidth: 100, tabWidth: 2, trailingComma: 'es5' }

/** What will be written, by path: nothing is until all of it is known. */
export class Draft {
  /** @type {Map<string, string>} */
  files = new Map()

  constructor(folder, tools) {
    this.folder = folder
    this.tools = tools
  }

  has(path) {
    return this.files.has(path) || existsSync(join(this.folder, path))
  }

  read(path) {
    return this.files.get(path) ?? readFileSync(join(this.folder, path), 'utf8')
  }

  put(path, text) {
    this.files.set(path, text)
  }

  /** Adds the files of a template, their words replaced: `__id__` by `words.id`. */
  template(name, words, rename = (path) => path) {
    const from = join(TEMPLATES, name)
    for (const path of listFiles(from)) {
      const text = fill(readFileSync(join(from, path), 'utf8'), words, path)
      this.put(rename(RENAMED[path] ?? path), text)
    }
  }

  /** Writes it all, formatted. @returns {Promise<string[]>} the paths written, in order */
  async write() {
    const formatted = await Promise.all(
      [...this.files].map(async ([path, text]) => [path, await this.#format(path, text)])
    )
    for (const [path, text] of formatted) {
      const file = join(this.folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return formatted.map(([path]) => path).sort()
  }

  async #format(path, text) {
    if (!/\.(ts|vue|json)$/.test(path)) return text
    const filepath = join(this.folder, path)
    const own = await this.tools.prettier.resolveConfig(filepath)
    return this.tools.prettier.format(text, { ...STYLE, ...own, filepath })
  }
}

/** Replaces `__word__`; inside JSON, and for a title in TypeScript, as the inside of a string. */
export function fill(text, words, path = '') {
  return text.replace(/__([a-zA-Z]+)__/g, (whole, word) => {
    if (!Object.hasOwn(words, word)) return whole
    if (path.endsWith('.json')) return JSON.stringify(words[word]).slice(1, -1)
    return word === 'title' && path.endsWith('.ts')
      ? words[word].replace(/['\\]/g, '\\$&')
      : words[word]
  })
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
