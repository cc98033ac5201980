import type { Check } from '../check.ts'

/** Every table has rows to look at. */
export const filled: Check = {
  code: 'filled',
  title: 'every table has rows for the other checks to look at',
  async run({ unfilled }) {
    return unfilled.map(({ table, why }) => ({
      what: `« ${table} » could not be filled by what the catalogue says of it: ${why}`,
      remedy:
        'give « fill »: assertPluginContract(plugin, { async fill({ school, people }) { … } }), which makes rows by the plugin’s routes',
    }))
  },
}
