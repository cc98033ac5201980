import { test } from '@japa/runner'
import { fieldsOf, optionsOf } from '../../src/settings/schema.ts'

test.group('A form drawn from a schema', () => {
  test('each kind of value has its field, in the order of the schema', ({ assert }) => {
    const fields = fieldsOf({
      type: 'object',
      properties: {
        on: { type: 'boolean' },
        how: { type: 'string', enum: ['a', 'b'] },
        who: { type: 'array', items: { type: 'string', enum: ['x'] } },
        days: { type: ['integer', 'null'] },
        name: { type: 'string' },
        text: { type: 'string', maxLength: 5000 },
      },
      required: ['name'],
    })
    assert.deepEqual(
      fields.map(({ kind }) => kind),
      ['switch', 'choice', 'choices', 'number', 'text', 'long-text']
    )
    assert.deepEqual(
      fields.filter(({ required }) => required).map(({ key }) => key),
      ['name']
    )
  })

  test('a choice without a label shows its value', ({ assert }) => {
    const options = optionsOf({ enum: ['a', 'b'], enumLabels: ['Un'] })
    assert.deepEqual(options, [
      { value: 'a', label: 'Un' },
      { value: 'b', label: 'b' },
    ])
  })
})
