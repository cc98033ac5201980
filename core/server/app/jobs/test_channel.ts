import { getNextMillis } from 'bullmq'
import { brokenPlugins, loadedPlugin } from '#app/host/registry'
import { personRoutesOf, routesOf, schoolsRoutesOf, type Mounted } from '#app/host/routes'
import { straysOf } from '#app/host/strays'
import { QUEUES } from '#app/outbox/connections'
import { schedules } from './declared.ts'
import { queueNamed } from './hand_over.ts'
import { tickAt, ZONE } from './ticks.ts'
import type { DescribedPlugin, TestQuestion } from './test_questions.ts'
import { sweep } from './workers.ts'

const RealDate = Date
let offset = 0

/**
 * Answers the test that started this process, over the channel between the two; `NODE_ENV=test` only.
 * It moves this process's clock, makes the schedules tick, and does at once what the sweep would do later.
 */
export function answerTests(): void {
  process.on('message', (message: { id: number } & TestQuestion) => {
    void answer(message).then(
      (found) => process.send?.({ id: message.id, answer: found ?? null }),
      (error: unknown) => process.send?.({ id: message.id, error: String(error) })
    )
  })
  process.channel?.unref()
}

async function answer(question: TestQuestion): Promise<unknown> {
  switch (question.ask) {
    case 'clock':
      return moveClock(question.offset)
    case 'ticks':
      return tickSince(question.since)
    case 'sweep':
      return sweep()
    case 'busy':
      return busy()
    case 'describe':
      return describe(question.plugin)
  }
}

/** Every `new Date()` and `Date.now()` of this process is so many milliseconds ahead; timers are not. */
function moveClock(to: number): void {
  offset = to
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length ? args : [target.now() + offset], made) as Date,
    apply: (target) => new target(target.now() + offset).toString(),
    get: (target, key) =>
      key === 'now' ? () => target.now() + offset : (Reflect.get(target, key) as unknown),
  })
}

/** Makes each schedule tick whose time has come since then: once, at the last of its times, as after a long stop. */
async function tickSince(since: number): Promise<void> {
  for (const schedule of schedules()) {
    let last: number | undefined
    const after = (time: number) => getNextMillis(time, { pattern: schedule.cron, tz: ZONE })
    for (let next = after(since); next && next <= Date.now(); next = after(next)) last = next
    if (last) await tickAt(schedule, new Date(last))
  }
}

/** How much the queues hold that waits or runs. */
async function busy(): Promise<number> {
  const counts = await Promise.all(
    QUEUES.map((name) => queueNamed(name).getJobCounts('waiting', 'active'))
  )
  return counts.reduce((sum, { waiting = 0, active = 0 }) => sum + waiting + active, 0)
}

const NOTHING = { routes: [], personRoutes: [], strays: [], jobs: [], listeners: [], hooks: [] }

function described({ method, path, options }: Mounted) {
  return { method: method.toUpperCase(), path, permission: options.permission }
}

function describe(id: string): DescribedPlugin {
  const plugin = loadedPlugin(id)
  const broken = brokenPlugins().find((one) => one.package.id === id)
  if (!plugin) {
    const reason = broken?.reason ?? 'no plugin of this id is installed'
    return { broken: reason, ...NOTHING }
  }
  const { server } = plugin
  return {
    broken: null,
    routes: routesOf(plugin).map(described),
    personRoutes: [...personRoutesOf(plugin), ...schoolsRoutesOf(plugin)].map(described),
    strays: [...straysOf(id)],
    jobs: Object.keys(('jobs' in server && (server.jobs as object)) || {}),
    listeners: Object.keys(server.listeners ?? {}),
    hooks: Object.keys(server.lifecycle ?? {}),
  }
}
