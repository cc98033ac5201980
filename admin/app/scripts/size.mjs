import { readFileSync, existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

const DIST = pathToFileURL(
  `${process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))}/`
)
const KB = 1000
/** The first screen after sign-in; every other screen is shown for comparison. */
const BUDGET = { js: 230 * KB, css: 40 * KB }

const SCREENS = {
  '/ (with the widgets of plugins)': [
    'src/shell/Shell.vue',
    'src/portal/Home.vue',
    'src/locales/fr.json',
    '../ui/locales/fr.json',
    ...pluginParts(/NewsWidget\.vue$|locales\/fr\.json$|ui\/index\.ts$/),
  ],
  '/connexion': ['src/session/SignIn.vue', 'src/locales/fr.json', '../ui/locales/fr.json'],
  '/pilotage/:uai': ['src/school/ModuleList.vue', 'src/locales/fr.json', '../ui/locales/fr.json'],
  '/pilotage/:uai/:plugin': ['src/school/ModulePage.vue', 'src/locales/fr.json'],
  '/collectivites/:id': ['src/authority/MatrixPage.vue', 'src/locales/fr.json'],
}

function readManifest() {
  const file = new URL('.vite/manifest.json', DIST)
  if (!existsSync(file)) {
    console.error('No build to measure: run `npm run build -w admin/app` first.')
    process.exit(1)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

function pluginParts(pattern) {
  return Object.keys(readManifest()).filter((key) => key.includes('plugins/') && pattern.test(key))
}

function filesOf(manifest, keys) {
  const seen = new Set()
  const files = new Set()
  const visit = (key) => {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) return
    seen.add(key)
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  keys.forEach(visit)
  return [...files]
}

function weigh(file) {
  const source = readFileSync(new URL(file, DIST))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  return brotliCompressSync(source, { params }).length
}

function measure(manifest, keys) {
  const files = filesOf(manifest, ['index.html', ...keys])
  const sum = (end) =>
    files.filter((file) => file.endsWith(end)).reduce((total, file) => total + weigh(file), 0)
  return { js: sum('.js'), css: sum('.css'), files: files.length }
}

const show = (bytes) => `${(bytes / KB).toFixed(1)} kB`.padStart(9)
const manifest = readManifest()
let above = false
console.log(`${'screen (brotli)'.padEnd(34)}       JS       CSS  files`)
for (const [index, [screen, keys]] of Object.entries(SCREENS).entries()) {
  const { js, css, files } = measure(manifest, keys)
  const over = index === 0 && (js > BUDGET.js || css > BUDGET.css)
  above ||= over
  console.log(
    `${screen.padEnd(32)}${show(js)} ${show(css)} ${String(files).padStart(6)}${over ? '  ABOVE' : ''}`
  )
}
console.log(`budget of the first: ${show(BUDGET.js).trim()} JS, ${show(BUDGET.css).trim()} CSS`)
console.log(`from ${fileURLToPath(DIST)}`)
if (above) process.exit(1)
