import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { largeFile, sendInParts, sendWhole } from './upload.senders.ts'
import { prepareUploads } from './upload.world.ts'
import { application, startServer, type MeasuredServer } from './support/measured_server.ts'
import { checkGates, printTable } from './support/report.ts'

// What a large upload costs in memory: the process grows by the buffers of its streams, not by the file.

const MB = 1024 * 1024
const SIZE = 200 * MB
const SMALL = 12 * MB
/** Milliseconds between two looks at the memory. */
const LOOK = 20

const folder = mkdtempSync(join(tmpdir(), 'preau-bench-files-'))
const plugins = await prepareUploads(process.env['DATABASE_URL'] ?? '')
const server = await startServer({
  ...application(),
  env: { FILES_DIR: folder, PREAU_PLUGINS: plugins },
})

/** The most that the process grows while something is done, and how long it takes. */
async function growth(measured: MeasuredServer, work: () => Promise<unknown>) {
  const before = (await measured.usage()).rss
  let peak = before
  let done = false
  const watch = (async () => {
    while (!done) {
      peak = Math.max(peak, (await measured.usage()).rss)
      await sleep(LOOK)
    }
  })()
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  done = true
  await watch
  return { grown: (peak - before) / MB, seconds }
}

const PATH = '/api/schools/0990001N/uploads/casier/papers'
const WAYS: [string, (head: Visitor, size: number) => Promise<void>][] = [
  ['in one request', (head, size) => sendWhole(head, PATH, largeFile(size))],
  ['in parts', (head, size) => sendInParts(head, PATH, largeFile(size))],
]

try {
  const head = await signedIn(server.url, 'head.1')
  await head.put('/api/schools/0990001N/plugins/casier', { on: true })
  const rows = [['200 MB, sent', 'grown (MB)', 'seconds']]
  const gates = []
  for (const [way, send] of WAYS) {
    // The first of each kind loads the code and fills the pools.
    await send(head, SMALL)
    const { grown, seconds } = await growth(server, () => send(head, SIZE))
    rows.push([way, grown.toFixed(1), seconds.toFixed(1)])
    gates.push({ what: `memory grown by 200 MB ${way} (MB)`, value: grown, atMost: 32 })
  }
  printTable(rows)
  if (!checkGates(gates)) process.exitCode = 1
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
