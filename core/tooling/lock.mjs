import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @typedef {{ pid: number, born: string, what: string, url?: string }} Holder
 */

/**
 * The living process that holds the lock, or `undefined`; a lock whose process is gone counts as free.
 * @param {string} file
 * @returns {Holder | undefined}
 */
export function holderOf(file) {
  let holder
  try {
    holder = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
  return isAlive(holder.pid) && birthOf(holder.pid) === holder.born ? holder : undefined
}

/**
 * Takes the lock for this process. Answers who holds it, or `undefined` when it is ours; given back at exit.
 * @param {string} file
 * @param {{ what: string, url?: string }} about
 * @returns {Holder | undefined}
 */
export function takeLock(file, about) {
  const held = holderOf(file)
  if (held && held.pid !== process.pid) return held
  mkdirSync(dirname(file), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, born: birthOf(process.pid), ...about })
  rmSync(file, { force: true })
  try {
    writeFileSync(file, mine, { flag: 'wx' })
  } catch (error) {
    const other = holderOf(file)
    if (other) return other
    throw error
  }
  process.once('exit', () => releaseLock(file))
  return undefined
}

/**
 * Gives the lock back, when it is ours.
 * @param {string} file
 */
export function releaseLock(file) {
  if (holderOf(file)?.pid === process.pid) rmSync(file, { force: true })
}

/**
 * Whether a process of that number runs (a zombie does not).
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return stateOf(pid)?.[0] !== 'Z'
}

/**
 * When the process was born, so that a number used again is not taken for it (empty where unknown).
 * @param {number} pid
 */
function birthOf(pid) {
  return stateOf(pid)?.[19] ?? ''
}

/**
 * The fields of `/proc/<pid>/stat` from the state on; `undefined` outside Linux.
 * @param {number} pid
 */
function stateOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
