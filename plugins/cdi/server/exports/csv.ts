/** A line for a spreadsheet: semicolons, UTF-8 with the mark that says so on the first; no cell is taken for a formula. */
export function csvLine(cells: readonly unknown[], first = false): Buffer {
  return Buffer.from(`${first ? '\uFEFF' : ''}${cells.map(cell).join(';')}\r\n`)
}

function cell(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : value == null ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
