import type { Check } from '../check.ts'

/** What was kept is there again. */
export const onAgain: Check = {
  code: 'on-again',
  title: 'switched off, then on again, every row is as it was',
  async run(bench) {
    await bench.ready()
    const before = await bench.state(bench.sides[0])
    await bench.turn(false)
    await bench.turn(true)
    const after = await bench.state(bench.sides[0])
    const lost = [...before].filter(([key, row]) => after.get(key) !== row).map(([key]) => key)
    if (!lost.length) return []
    return [
      {
        what: `${lost.length} rows are lost or changed (${lost.slice(0, 3).join(', ')})`,
        remedy:
          'delete and change nothing in the hooks « disabled » and « enabled »: only a purge deletes what a school keeps',
      },
    ]
  },
}
