#!/usr/bin/env node
// For plugins outside the checkout: hands their commands to the Préau that they are written beside.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const COMMANDS = { test: ['test'], dev: ['dev'], check: ['plugin', 'check'] }

const [command = '', ...rest] = process.argv.slice(2)
const folder = process.cwd()

function refuse(sentence) {
  process.stderr.write(`✖ ${sentence}\n`)
  process.exit(1)
}

function home() {
  if (process.env.PREAU_HOME) return resolve(folder, process.env.PREAU_HOME)
  const file = join(folder, 'package.json')
  const pack = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  if (!pack.preau?.id)
    refuse(`${folder} is no plugin: run this in the folder whose package.json says « preau.id ».`)
  return pack.preau.home && resolve(folder, pack.preau.home)
}

if (!Object.hasOwn(COMMANDS, command))
  refuse(`Usage: preau-plugin ${Object.keys(COMMANDS).join(' | ')}.`)
const checkout = home()
const door = checkout && join(checkout, 'core/tooling/preau.mjs')
if (!door || !existsSync(door))
  refuse(
    `No clone of Préau at « ${checkout ?? 'nowhere'} »: say where it is by « preau.home » in package.json, or by PREAU_HOME.`
  )
const args = [door, ...COMMANDS[command], '--plugin', folder, ...rest]
const child = spawn(process.execPath, args, { cwd: checkout, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
