/** Prints rows of text under a head, numbers to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const [head = []] = rows
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const [name = '', ...numbers] = row
    const cells = numbers.map((cell, column) => cell.padStart(widths[column + 1] ?? 0))
    console.log(`  ${[name.padEnd(widths[0] ?? 0), ...cells].join('   ')}`)
  }
}

/** A limit that a measure must keep. */
export interface Gate {
  what: string
  value: number
  atLeast?: number
  atMost?: number
}

/** Says of each gate whether it is kept; answers whether all are. */
export function checkGates(gates: readonly Gate[]): boolean {
  const kept = gates.map(({ what, value, atLeast = -Infinity, atMost = Infinity }) => {
    const good = value >= atLeast && value <= atMost
    const limit = Number.isFinite(atLeast) ? `≥ ${atLeast}` : `≤ ${atMost}`
    console.log(`  ${good ? '✓' : '✖'} ${what}: ${Number(value.toFixed(2))} (${limit})`)
    return good
  })
  return kept.every(Boolean)
}
