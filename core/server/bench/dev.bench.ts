import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchBrowser } from '../../testing/src/browser.ts'
import { cloneCheckout } from '../../testing/src/checkout.ts'
import { sit } from '../../testing/src/seat.ts'
import { signedIn, type Visitor } from '../../testing/src/visitor.ts'
import { checkGates, printTable } from './support/report.ts'

// How long an author waits, from saving a file of his plugin to seeing what has changed.

const EDITS = 7
const GOAL = 2000
const SCHOOL = '0990001N'

const clone = await cloneCheckout()
const browser = await launchBrowser()
await clone.preau(['new:plugin', '../essai', '--title', 'Essai'])
const plugin = join(clone.home, 'essai')
const host = await clone.start('dev', '--plugin', plugin)

/** Offers the plugin and switches it on; answers the head, who may read it. */
async function switchedOn(): Promise<Visitor> {
  while (!(await fetch(`${host.url}/health/live`)).ok) await sleep(100)
  const agent = await signedIn(host.url, 'agent.collectivite')
  const { body } = await agent.get('/api/me')
  await agent.put(`/api/authorities/${body.authorities[0].id}/offers`, {
    ...{ plugin: 'essai', offer: 'offered', reason: '' },
  })
  const head = await signedIn(host.url, 'odile.lambert')
  await head.put(`/api/schools/${SCHOOL}/plugins/essai`, { on: true })
  return head
}

/** Milliseconds from an edit to the moment when it is seen; the median of several. */
async function measure(edit: (turn: number) => void, seen: (turn: number) => Promise<unknown>) {
  const times: number[] = []
  for (let turn = 0; turn < EDITS; turn++) {
    const began = performance.now()
    edit(turn)
    await seen(turn)
    times.push(performance.now() - began)
    // An author looks before he goes on.
    await sleep(3000)
  }
  return times.sort((a, b) => a - b)[EDITS >> 1]!
}

try {
  const head = await switchedOn()
  const routes = join(plugin, 'server/index.ts')
  const written = readFileSync(routes, 'utf8')
  const answered = async (turn: number) => {
    for (;;) {
      const { body } = await head
        .get(`/api/schools/${SCHOOL}/p/essai`)
        .catch(() => ({ body: undefined }))
      if (body?.turn === turn) return
      await sleep(20)
    }
  }
  const server = await measure(
    (turn) => writeFileSync(routes, written.replace('message:', `turn: ${turn}, message:`)),
    answered
  )
  const seat = await sit({ browser, url: host.url }, { as: 'odile.lambert' })
  await seat.open(`/e/${SCHOOL}/essai`)
  const file = join(plugin, 'ui/pages/Home.vue')
  const page = readFileSync(file, 'utf8')
  const shown = await measure(
    (turn) => writeFileSync(file, page.replace('<Page ', `<p>Tour ${turn}</p><Page `)),
    (turn) => seat.page.getByText(`Tour ${turn}`, { exact: true }).waitFor()
  )
  printTable([
    ['from a save to', 'ms'],
    ['the changed answer', server.toFixed(0)],
    ['the changed page', shown.toFixed(0)],
  ])
  const kept = checkGates([
    { what: 'a change on the server is seen, ms', value: server, atMost: GOAL },
    { what: 'a change of a page is seen, ms', value: shown, atMost: GOAL },
  ])
  process.exitCode = kept ? 0 : 1
} finally {
  await browser.close()
  await host.stop()
  clone.remove()
}
