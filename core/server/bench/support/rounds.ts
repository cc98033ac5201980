/** One of the things compared: `slice` does its work for a moment and answers what it measured. */
export interface Variant<Metric extends string> {
  name: string
  slice(): Promise<Record<Metric, number>>
}

/** What was measured: for each variant, one slice a round. */
export class Rounds<Metric extends string> {
  readonly #slices: ReadonlyMap<string, readonly Record<Metric, number>[]>

  constructor(slices: ReadonlyMap<string, readonly Record<Metric, number>[]>) {
    this.#slices = slices
  }

  /** The median over the rounds. */
  median(name: string, metric: Metric): number {
    return median(this.#of(name).map((slice) => slice[metric]))
  }

  /** The median of the ratios to the base's slice of the same round: what one round slows, it slows for both. */
  ratio(name: string, base: string, metric: Metric): number {
    const below = this.#of(base)
    return median(this.#of(name).map((slice, round) => slice[metric] / below[round]![metric]))
  }

  /** The sum over the rounds. */
  total(name: string, metric: Metric): number {
    return this.#of(name).reduce((sum, slice) => sum + slice[metric], 0)
  }

  #of(name: string) {
    const slices = this.#slices.get(name)
    if (!slices) throw new Error(`No variant is called « ${name} ».`)
    return slices
  }
}

/** Short rounds, each with one slice of every variant, in an order reversed from round to round. */
export async function pairedRounds<Metric extends string>(
  variants: readonly Variant<Metric>[],
  rounds: number
): Promise<Rounds<Metric>> {
  const slices = new Map(variants.map(({ name }) => [name, [] as Record<Metric, number>[]]))
  for (let round = 0; round < rounds; round++)
    for (const { name, slice } of round % 2 ? variants.toReversed() : variants)
      slices.get(name)!.push(await slice())
  return new Rounds(slices)
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
