const colours = process.stdout.isTTY && !process.env['NO_COLOR']
const GREEN = 32
const DIM = 2

function paint(code: number, text: string): string {
  return colours ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** Runs one step and prints a line with what it did and its time; `work` answers what to add to the name. */
export async function step(name: string, work: () => Promise<string | void> | string | void) {
  const began = performance.now()
  const more = await work()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${paint(GREEN, '✓')} ${name}${more ? `: ${more}` : ''} ${paint(DIM, `(${seconds} s)`)}`
  )
}

/** Says that something long begins. */
export function announce(text: string): void {
  console.log(paint(DIM, `• ${text}`))
}
