import { hash as argon2 } from '@node-rs/argon2'
import { test } from '@japa/runner'
import { Argon2id } from '../../app/identity/argon2id.ts'

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const OTHERS = [
  { ...COST, memoryCost: 12_288 },
  { ...COST, timeCost: 3 },
  { ...COST, parallelism: 2 },
]

test.group('The hash driver', () => {
  const driver = new Argon2id(COST)

  test('makes argon2id at the cost asked for, and knows the right password from a wrong one', async ({
    assert,
  }) => {
    const made = await driver.make('préau 2026')
    assert.match(made, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.isTrue(driver.isValidHash(made))
    assert.isFalse(driver.needsReHash(made))
    assert.isTrue(await driver.verify(made, 'préau 2026'))
    assert.isFalse(await driver.verify(made, 'preau 2026'))
    assert.notEqual(made, await driver.make('préau 2026'))
  })

  test('a hash of another cost or another algorithm still opens or not, and is to be made again', async ({
    assert,
  }) => {
    for (const cost of OTHERS) {
      const made = await argon2('secret', cost)
      assert.isTrue(await driver.verify(made, 'secret'))
      assert.isTrue(driver.needsReHash(made))
    }
    const other = await argon2('secret', { ...COST, algorithm: 1 })
    assert.match(other, /^\$argon2i\$/)
    assert.isTrue(driver.needsReHash(other))
    assert.isFalse(await driver.verify(other, 'secret'))
  })

  test('what is no hash opens nothing, and raises nothing', async ({ assert }) => {
    for (const value of ['', 'secret', '$argon2id$', '$2b$10$abcdefghijklmnopqrstuv', '\0']) {
      assert.isFalse(driver.isValidHash(value))
      assert.isFalse(await driver.verify(value, 'secret'))
      assert.isTrue(driver.needsReHash(value))
    }
  })
})
