import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the application is built to. */
export const DIST = fileURLToPath(new URL('../dist', import.meta.url))

/** Bytes of the first screen after sign-in, as they are served: in brotli. Every other screen is measured for comparison. */
export const BUDGET = { js: 230_000, css: 40_000 }

const LOCALES = ['src/locales/fr.json', '../ui/locales/fr.json']
/** What a plugin brings to the home: its entry, its sentences, its widgets. */
const ON_HOME = /plugins\/.*(Widget\.vue|locales\/fr\.json|ui\/index\.ts)$/

/** The parts that a screen loads lazily, or did once: what the entry holds already is not counted twice. */
const SCREENS = {
  '/ (with the widgets of plugins)': ['src/shell/Shell.vue', 'src/portal/Home.vue'],
  '/connexion': ['src/session/SignIn.vue'],
  '/pilotage/:uai': ['src/shell/Shell.vue', 'src/school/ModuleList.vue'],
  '/pilotage/:uai/:plugin': ['src/shell/Shell.vue', 'src/school/ModulePage.vue'],
  '/collectivites/:id': ['src/shell/Shell.vue', 'src/authority/MatrixPage.vue'],
}

/**
 * @typedef {{ screen: string, js: number, css: number, files: string[] }} Weight what a screen
 * loads: bytes in brotli, and the files, as the manifest of the build names them
 * @typedef {Record<string, { file: string, css?: string[], imports?: string[] }>} Manifest
 */

/**
 * The weights of the built screens, that of the first screen first.
 * @param {string} [dist]
 * @returns {Weight[]}
 * @throws when nothing is built there
 */
export function weighScreens(dist = DIST) {
  const file = join(dist, '.vite/manifest.json')
  if (!existsSync(file)) throw new Error('No build to measure: « npm run build » makes one.')
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const ofPlugins = Object.keys(manifest).filter((key) => ON_HOME.test(key))
  return Object.entries(SCREENS).map(([screen, own], index) => {
    const keys = ['index.html', ...LOCALES, ...own, ...(index ? [] : ofPlugins)]
    const files = filesOf(manifest, keys)
    return { screen, js: weigh(dist, files, '.js'), css: weigh(dist, files, '.css'), files }
  })
}

/**
 * Every file that these parts need to run.
 * @param {Manifest} manifest
 * @param {string[]} keys
 */
function filesOf(manifest, keys) {
  const seen = new Set()
  const files = new Set()
  /** @param {string} key */
  const visit = (key) => {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) return
    seen.add(key)
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  keys.forEach(visit)
  return /** @type {string[]} */ ([...files])
}

/**
 * The bytes that these files are served in: compressed by the build, but for the smallest.
 * @param {string} dist
 * @param {string[]} files
 * @param {string} end
 */
function weigh(dist, files, end) {
  const served = files
    .filter((file) => file.endsWith(end))
    .map((file) => [join(dist, `${file}.br`), join(dist, file)].find(existsSync) ?? '')
  return served.reduce((sum, path) => sum + statSync(path).size, 0)
}
