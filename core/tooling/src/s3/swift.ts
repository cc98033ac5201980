import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../postgres/ports.ts'
import { proxyConfig, serverConfig, SWIFT_CONF, type SwiftPorts } from './swift_config.ts'

const SERVERS = ['account', 'container', 'object'] as const
const READY = 180_000

/** An S3 server, as whoever uses it is told of it. */
export interface S3Server {
  name: string
  env: Record<string, string>
  stop(): Promise<void>
}

/** Whether Debian's Swift is on this machine; it runs as root. */
export function hasSwift(): boolean {
  const needed = ['swift-proxy-server', 'swift-object-server', 'swift-ring-builder', 'memcached']
  const found = needed.every((name) => spawnSync('which', [name]).status === 0)
  return found && process.getuid?.() === 0
}

/** Starts Swift with its S3 interface in a folder of its own: one device, one copy of each object. @throws when it does not answer */
export async function startSwift(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'preau-swift-'))
  const ports = await freePorts()
  writeConfiguration(folder, ports)
  const children = [
    run(folder, 'memcached', ['-u', 'root', '-l', '127.0.0.1', '-p', String(ports.memcache)]),
    ...SERVERS.map((name) => run(folder, `swift-${name}-server`, [join(folder, `${name}.conf`)])),
    run(folder, 'swift-proxy-server', [join(folder, 'proxy.conf')]),
  ]
  const stop = () => end(children, folder)
  const url = `http://127.0.0.1:${ports.proxy}`
  const deadline = Date.now() + READY
  while (!(await fetch(url).catch(() => undefined))) {
    if (Date.now() < deadline && children.every(({ exitCode }) => exitCode === null)) {
      await sleep(100)
      continue
    }
    await stop()
    throw new Error('Swift did not answer.')
  }
  return { name: `Swift ${versionOf()}`, env: accessOf(url), stop }
}

function accessOf(endpoint: string) {
  return {
    S3_ENDPOINT: endpoint,
    S3_REGION: 'us-east-1',
    ...{ S3_ACCESS_KEY_ID: 'preau:test', S3_SECRET_ACCESS_KEY: 'testing' },
  }
}

async function freePorts(): Promise<SwiftPorts> {
  const [memcache, account, container, object, proxy] = await Promise.all(
    Array.from({ length: 5 }, () => freePort())
  )
  return {
    memcache: memcache!,
    account: account!,
    container: container!,
    object: object!,
    proxy: proxy!,
  }
}

function writeConfiguration(folder: string, ports: SwiftPorts) {
  mkdirSync(join(folder, 'devices/d1'), { recursive: true })
  writeFileSync(join(folder, 'swift.conf'), SWIFT_CONF)
  writeFileSync(join(folder, 'proxy.conf'), proxyConfig(folder, ports))
  for (const name of SERVERS) {
    writeFileSync(join(folder, `${name}.conf`), serverConfig(folder, name, ports[name]))
    for (const step of [
      ['create', '4', '1', '1'],
      ['add', `r1z1-127.0.0.1:${ports[name]}/d1`, '1'],
      ['rebalance'],
    ]) {
      const args = [join(folder, `${name}.builder`), ...step]
      const { status, stderr } = spawnSync('swift-ring-builder', args)
      // A ring of one device is built with a warning (1).
      if (status !== 0 && status !== 1) throw new Error(`swift-ring-builder: ${String(stderr)}`)
    }
  }
}

function run(folder: string, program: string, args: string[]): ChildProcess {
  const log = openSync(join(folder, `${program}.log`), 'a')
  return spawn(program, args, { cwd: folder, stdio: ['ignore', log, log] })
}

async function end(children: ChildProcess[], folder: string) {
  const ended = children.map((child) =>
    child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined
  )
  for (const child of children) child.kill('SIGTERM')
  await Promise.race([Promise.all(ended), sleep(5_000, undefined, { ref: false })])
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

function versionOf(): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Version}', 'swift-proxy'])
  return String(stdout ?? '').trim()
}
