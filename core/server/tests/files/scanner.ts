import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { EICAR } from './samples.ts'

/** An antivirus that a test has started. */
export interface Scanner {
  name: string
  env: Record<string, string>
  stop(): Promise<void>
}

/** Where the real one is on this machine, if anywhere. */
export const CLAMD = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find(
  (path) => existsSync(path)
)

/** A real clamd on a socket of its own, which knows the test virus only, and looks at 1 MB at most. */
export async function startClamd(): Promise<Scanner> {
  const folder = mkdtempSync(join(tmpdir(), 'preau-clamd-'))
  chmodSync(folder, 0o755)
  const digest = createHash('md5').update(EICAR).digest('hex')
  writeFileSync(join(folder, 'test.hdb'), `${digest}:${EICAR.length}:Preau.Test.Virus\n`)
  const socket = join(folder, 'clamd.sock')
  const config = join(folder, 'clamd.conf')
  const lines = [
    `LocalSocket ${socket}`,
    `DatabaseDirectory ${folder}`,
    'Foreground yes',
    'StreamMaxLength 1M',
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const child = spawn(CLAMD!, ['--config-file', config], { stdio: 'ignore' })
  await untilThere(child, socket)
  return {
    name: execFileSync(CLAMD!, ['--version']).toString().trim(),
    env: { CLAMD_SOCKET: socket },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilThere(child: ChildProcess, socket: string) {
  for (let turn = 0; turn < 600 && child.exitCode === null; turn++) {
    if (existsSync(socket)) return
    await sleep(50)
  }
  throw new Error('clamd did not start')
}

/** Something that listens where a clamd would, and does as it is told with each connection. */
export async function startStranger(treat: (socket: Socket) => void): Promise<Scanner> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    treat(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    name: 'a stranger',
    env: { CLAMD_HOST: '127.0.0.1', CLAMD_PORT: String(port) },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
