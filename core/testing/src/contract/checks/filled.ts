import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { declaredTables, namedPeople } from './people.ts'

const GIVE_FILL =
  'give « fill »: assertPluginContract(plugin, { async fill({ school, people }) { … } }), which makes rows by the plugin’s routes'

/** Every table has rows to look at. */
export const filled: Check = {
  code: 'filled',
  title: 'every table has rows for the other checks to look at, which name people where they may',
  async run(bench) {
    const empty = bench.unfilled.map(({ table, why }) => ({
      what: `« ${table} » could not be filled by what the catalogue says of it: ${why}`,
      remedy: GIVE_FILL,
    }))
    const distinct = new Map(empty.map((one) => [one.what, one]))
    return [...distinct.values(), ...(await ofNobody(bench))]
  },
}

/** The declared tables whose rows name nobody: of them, no export nor erasure would be seen to fail. */
async function ofNobody(bench: Bench): Promise<Finding[]> {
  const named = new Set((await namedPeople(bench)).flatMap(({ tables }) => tables))
  return declaredTables(bench)
    .filter(([table]) => !named.has(table) && !bench.unfilled.some((one) => one.table === table))
    .map(([table, { via }]) => ({
      what: `no row of « ${table} » names anybody but the head by « ${via} »`,
      remedy: 'let « fill » act as somebody else of « people » too, so that rows name him',
    }))
}
