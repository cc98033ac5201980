import { spawnSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { CACHE, DATA, ROOT } from '../../paths.mjs'
import { Refusal } from '../../refusal.mjs'
import { emitServer } from '../build/emit.ts'
import { step } from '../steps.ts'
import { below, nameAsRun, reachedFrom, writeDeclarations } from './declarations.ts'

/** Where the kit's tarballs lie when nobody says otherwise. */
export const KIT = join(DATA, 'kit')

interface Package {
  [field: string]: unknown
  name: string
  version: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** What a package of the kit is made of: the stage is its folder, `pack` its package.json without what only the workspace knows. */
type Stage = (stage: string, pack: Package, source: Package) => Promise<void>

const KEPT = [
  ...['name', 'version', 'description', 'license', 'type', 'sideEffects', 'bin', 'engines'],
  ...['exports', 'dependencies', 'peerDependencies'],
]
const PACKAGES: Record<string, Stage> = {
  'core/kit': stageKit,
  'admin/client': (stage, pack) => stagePages('admin/client', { stage, pack }),
  'admin/ui': (stage, pack) => stagePages('admin/ui', { stage, pack }),
  'core/testing': stageTesting,
  'core/creator': stageCreator,
}

/**
 * Makes the tarballs of what a plugin outside is written with: kit, client, ui, testing and the creator.
 * Answers their names. @throws Refusal when the compiler or npm refuse
 */
export async function packKit(folder: string): Promise<string[]> {
  mkdirSync(CACHE, { recursive: true })
  const stages = mkdtempSync(join(CACHE, 'kit-'))
  try {
    await step('Kit declared', async () => {
      await emitServer()
      for (const [from, stage] of Object.entries(PACKAGES)) await stagePackage(from, stage, stages)
    })
    let names: string[] = []
    await step('Kit packed', async () => {
      names = npmPack(stages, folder)
      return folder
    })
    return names
  } finally {
    rmSync(stages, { recursive: true })
  }
}

async function stagePackage(from: string, make: Stage, stages: string) {
  const source = JSON.parse(readFileSync(join(ROOT, from, 'package.json'), 'utf8')) as Package
  const pack = Object.fromEntries(
    KEPT.filter((field) => field in source).map((field) => [field, source[field]])
  ) as Package
  for (const ranges of [pack.dependencies, pack.peerDependencies])
    for (const [name, range] of Object.entries(ranges ?? {}))
      if (name.startsWith('@preau/') && range === '*') ranges![name] = `^${source.version}`
  const stage = join(stages, from.replace('/', '-'))
  mkdirSync(stage)
  cpSync(join(ROOT, 'LICENSE'), join(stage, 'LICENSE'))
  await make(stage, pack, source)
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(pack, null, 2)}\n`)
}

/** What was emitted for production, and its declarations beside. */
async function stageKit(stage: string, pack: Package, { devDependencies }: Package) {
  const out = join(stage, 'dist')
  cpSync(join(ROOT, 'core/kit/dist/src'), join(out, 'src'), { recursive: true })
  const parts = { '.': 'index', './server': 'server', './migrations': 'migrations', './ui': 'ui' }
  await writeDeclarations({
    base: 'tsconfig.base.json',
    entries: Object.values(parts).map((part) => `core/kit/src/${part}.ts`),
    rootDir: join(ROOT, 'core/kit'),
    out,
  })
  renameNeighbours(out)
  // routes have their `request.validateUsing` from it
  bring(join(out, 'src/server.d.ts'), '@adonisjs/core/providers/vinejs_provider')
  // its types speak of these
  pack.dependencies = { ...devDependencies }
  pack['exports'] = {
    ...Object.fromEntries(
      Object.entries(parts).map(([path, part]) => [
        path,
        { types: `./dist/src/${part}.d.ts`, default: `./dist/src/${part}.js` },
      ])
    ),
    './package.json': './package.json',
  }
}

/** The sources, which Vite builds into the pages, and their declarations. */
async function stagePages(from: string, { stage, pack }: { stage: string; pack: Package }) {
  const out = join(stage, 'types')
  cpSync(join(ROOT, from, 'src'), join(stage, 'src'), { recursive: true })
  if (from === 'admin/ui')
    cpSync(join(ROOT, from, 'locales'), join(stage, 'locales'), { recursive: true })
  await writeDeclarations({
    base: 'admin/app/tsconfig.json',
    entries: [`${from}/src/index.ts`],
    rootDir: join(ROOT, from, 'src'),
    out,
    vue: true,
  })
  renameNeighbours(out)
  pack['exports'] = {
    ...(pack['exports'] as object),
    '.': { types: './types/index.d.ts', default: './src/index.ts' },
    './package.json': './package.json',
  }
}

/** Its types, and the command that has the clone run the tests: they need the whole host. */
async function stageTesting(stage: string, pack: Package) {
  const all = join(stage, 'all')
  await writeDeclarations({
    base: 'tsconfig.base.json',
    entries: ['core/testing/src/index.ts'],
    rootDir: ROOT,
    out: all,
  })
  const entry = join(all, 'core/testing/src/index.d.ts')
  // tests have their `assert` from it
  bring(entry, '@japa/assert')
  const { files, packages } = reachedFrom(entry)
  for (const file of files) {
    const to = join(stage, 'types', below(all, file))
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, nameAsRun(readFileSync(file, 'utf8')))
  }
  rmSync(all, { recursive: true })
  cpSync(join(ROOT, 'core/testing/bin'), join(stage, 'bin'), { recursive: true })
  pack.dependencies = Object.fromEntries(
    Object.entries(pack.dependencies ?? {}).filter(([name]) => packages.has(name))
  )
  pack['exports'] = {
    '.': { types: './types/core/testing/src/index.d.ts' },
    './package.json': './package.json',
  }
}

async function stageCreator(stage: string) {
  for (const part of ['bin', 'src', 'templates'])
    cpSync(join(ROOT, 'core/creator', part), join(stage, part), { recursive: true })
}

/** Has a declaration bring what a package adds to others' types: the compiler forgets an import of which no name is used. */
function bring(file: string, specifier: string) {
  writeFileSync(file, `import type {} from '${specifier}'\n${readFileSync(file, 'utf8')}`)
}

function renameNeighbours(folder: string) {
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, file)
    writeFileSync(path, nameAsRun(readFileSync(path, 'utf8')))
  }
}

/** npm packs without asking anybody: all is here. */
function npmPack(stages: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  const from = Object.keys(PACKAGES).map((path) => join(stages, path.replace('/', '-')))
  const npm = process.env['npm_execpath']
  const throughNode = npm?.endsWith('.js')
  const [command, first] = throughNode ? [process.execPath, [npm!]] : ['npm', []]
  const args = ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', folder]
  const { status, stdout, stderr } = spawnSync(command, [...first, ...args, ...from], {
    cwd: stages,
    encoding: 'utf8',
    shell: process.platform === 'win32' && !throughNode,
  })
  if (status !== 0) throw new Refusal(`npm could not pack the kit:\n${stderr}`)
  return (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) => filename)
}
