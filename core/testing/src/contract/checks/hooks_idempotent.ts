import type { Check, Finding } from '../check.ts'

/** Columns that tell when a row was written. */
const DATES = /^(timestamp|date|time)/

/** A hook that is run again changes nothing more. */
export const hooksIdempotent: Check = {
  code: 'hooks-idempotent',
  title: 'each hook, run twice, leaves the same state as once',
  async run(bench) {
    await bench.ready()
    const [side] = bench.sides
    const found: Finding[] = []
    for (const hook of bench.described.hooks) {
      await bench.run(`hook:${hook}`)
      const once = await bench.state(side, DATES)
      await bench.run(`hook:${hook}`)
      const twice = await bench.state(side, DATES)
      const failed = (await bench.host.jobs.failures()).find(
        ({ plugin, job }) => plugin === bench.id && job === `hook:${hook}`
      )
      if (failed)
        found.push({
          what: `the hook « ${hook} » fails: ${failed.message}`,
          remedy: 'let it find its work done already, and end well',
        })
      else if (once.size !== twice.size || [...once].some(([key, row]) => twice.get(key) !== row))
        found.push({
          what: `the hook « ${hook} », run a second time, changes the rows once more`,
          remedy:
            'look before writing (« where not exists », « on conflict do nothing »): a hook may be run again after a crash',
        })
    }
    await bench.host.sql(
      `delete from core.outbox where plugin = $1 and starts_with(job, 'hook:')`,
      [bench.id]
    )
    return found
  },
}
