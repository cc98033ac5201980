import { hash, parseOptions, verify } from '@node-rs/argon2'
import type { HashDriverContract } from '@adonisjs/hash/types'

/** What a hash costs: memory in KiB, passes over it, lanes. */
export interface Argon2idCost {
  memoryCost: number
  timeCost: number
  parallelism: number
}

/** The number by which `parseOptions` names argon2id, the package's default. */
const ARGON2ID = 2
const FORM = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43,}$/

/** AdonisJS's hash driver for argon2id, computed by a native package that needs no compiler. */
export class Argon2id implements HashDriverContract {
  constructor(readonly cost: Argon2idCost) {}

  isValidHash(value: string): boolean {
    return FORM.test(value)
  }

  make(value: string): Promise<string> {
    return hash(value, this.cost)
  }

  async verify(hashedValue: string, plainValue: string): Promise<boolean> {
    return this.isValidHash(hashedValue) && (await verify(hashedValue, plainValue))
  }

  needsReHash(hashedValue: string): boolean {
    if (!this.isValidHash(hashedValue)) return true
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(hashedValue)
    const made: Argon2idCost = { memoryCost, timeCost, parallelism }
    return Number(algorithm) !== ARGON2ID || JSON.stringify(made) !== JSON.stringify(this.cost)
  }
}
