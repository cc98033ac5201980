import { defineConfig } from '@adonisjs/core/hash'
import { Argon2id } from '#app/identity/argon2id'

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export default defineConfig({
  default: 'argon2id',
  list: { argon2id: () => new Argon2id(COST) },
})

declare module '@adonisjs/core/types' {
  interface HashersList {
    argon2id: () => Argon2id
  }
}
