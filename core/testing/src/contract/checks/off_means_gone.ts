import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { addressOf } from './routes.ts'

/** Off, nothing is left of it in that school. */
export const offMeansGone: Check = {
  code: 'off-means-gone',
  title:
    'switched off in a school, no route, entry, job or listener of it is left there, and there only',
  async run(bench) {
    await bench.ready()
    await bench.turn(false)
    const before = await bench.state(bench.sides[0])
    const found = [
      ...strays(bench),
      ...(await routes(bench)),
      ...(await portal(bench)),
      ...(await work(bench)),
    ]
    const after = await bench.state(bench.sides[0])
    if (!same(before, after))
      found.push({
        what: 'its rows have changed while it was off',
        remedy:
          "let jobs say whenDisabled: 'hold' or 'discard', and start no work that runs by itself",
      })
    await bench.turn(true)
    return found
  },
}

function same(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean {
  return before.size === after.size && [...before].every(([key, row]) => after.get(key) === row)
}

function strays({ described }: Bench): Finding[] {
  return described.strays.map((pattern) => ({
    what: `the route « ${pattern} » is on the application's own router: no switch stands before it`,
    remedy: 'register it in « routes(router) » of defineServer, by the router that is given there',
  }))
}

/** Here every route is one that does not exist; in the other school they go on. */
async function routes({ described, sides: [here, there], id }: Bench): Promise<Finding[]> {
  const found: Finding[] = []
  const remedy = 'register routes in « routes(router) » of defineServer only'
  for (const { method, path, permission } of described.routes) {
    const address = addressOf(path, '')
    const body = method === 'GET' ? [] : [{}]
    const { status } = await here.people.head.send(method, address, ...body)
    if (status !== 404)
      found.push({ what: `${method} ${path} answers ${status} while it is off`, remedy })
    if (method !== 'GET' || permission !== 'any-member' || path.includes(':')) continue
    const beside = await there.people.head.send(method, address)
    if (beside.status === 404)
      found.push({ what: `${method} ${path} is gone in the other school too`, remedy })
  }
  for (const { method, path } of described.personRoutes) {
    const address = `/api/me/p/${id}${addressOf(path, '')}`
    const { status } = await here.people.student.send(
      method,
      address,
      ...(method === 'GET' ? [] : [{}])
    )
    if (status !== 404)
      found.push({ what: `${method} ${address} answers ${status} while it is off`, remedy })
  }
  const { body } = await there.people.head.get(`/api/schools/${there.school.uai}/plugins/${id}`)
  if ((body as { active?: boolean }).active === false)
    found.push({ what: 'it is off in the other school too', remedy })
  return found
}

/** What people find in their portal. */
async function portal({ sides: [{ school, people }], id }: Bench): Promise<Finding[]> {
  const { body } = await people.head.get(`/api/schools/${school.uai}/portal`)
  const { nav, pages, widgets, permissions } = body as Record<string, { plugin?: string }[]>
  const left = [...nav!, ...pages!, ...widgets!].filter(({ plugin }) => plugin === id)
  const held = (permissions as unknown as string[]).filter((one) => one.startsWith(`${id}.`))
  if (!left.length && !held.length) return []
  return [
    {
      what: 'the portal still shows its pages or permissions',
      remedy: 'declare pages, menu and widgets in the manifest only',
    },
  ]
}

/** Its waiting work is held or forgotten, and what others publish is not heard. */
async function work(bench: Bench): Promise<Finding[]> {
  const { manifest, described, host, sides, id } = bench
  const heard = described.listeners.map((event) => ({ job: `on:${event}`, then: 'discard' }))
  const asked = Object.entries(manifest.jobs ?? {})
    .filter(([, { whenDisabled }]) => whenDisabled !== 'finish')
    .map(([job, { whenDisabled }]) => ({ job, then: whenDisabled as string }))
  for (const { job } of [...asked, ...heard]) await bench.run(job)
  const whose = [sides[0].school.id, id]
  const left = await host.sql<{ job: string; held: boolean }>(
    'select job, held from core.outbox where school_id = $1 and plugin = $2',
    whose
  )
  await host.sql('delete from core.outbox where school_id = $1 and plugin = $2', whose)
  return [...asked, ...heard]
    .filter(({ job, then }) => {
      const row = left.find((one) => one.job === job)
      return then === 'hold' ? !row?.held : row !== undefined
    })
    .map(({ job, then }) => ({
      what: `« ${job} » did not ${then === 'hold' ? 'wait' : 'go'} while it was off`,
      remedy: 'declare the job in the manifest, with « whenDisabled »',
    }))
}
