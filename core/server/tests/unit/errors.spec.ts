import { test } from '@japa/runner'
import { describeError, safeMessage } from '../../app/watch/errors.ts'
import { safeLine, wordsFor } from '../../app/watch/log_line.ts'

/** As pg throws them, and knex after it. */
function sqlError(message: string, more: Record<string, string>): Error {
  return Object.assign(new Error(message), { severity: 'ERROR', ...more })
}

const NAME = 'Lina Durand'

test.group('Errors in the logs', () => {
  test('a constraint that is broken names the constraint, not the row', ({ assert }) => {
    const error = sqlError(
      'insert into news (title) values ($1) - duplicate key value violates unique constraint "news_title_key"',
      {
        code: '23505',
        detail: `Key (title)=(${NAME}) already exists.`,
        where: `COPY news, line 1: "${NAME}"`,
        constraint: 'news_title_key',
        table: 'news',
      }
    )
    const described = describeError(error)
    assert.equal(described.constraint, 'news_title_key')
    assert.include(described.message, '"news_title_key"')
    assert.notInclude(JSON.stringify(described), NAME)
  })

  test('a value of the wrong form is not quoted', ({ assert }) => {
    const error = sqlError(`select * from news - invalid input syntax for type uuid: "${NAME}"`, {
      code: '22P02',
    })
    assert.equal(safeMessage(error), 'select * from news - invalid input syntax for type uuid: "…"')
  })

  test('the literals of a statement go, the names of a missing table stay', ({ assert }) => {
    const missing = sqlError(`select '${NAME}' - relation "plugin_x.news" does not exist`, {
      code: '42P01',
    })
    assert.equal(safeMessage(missing), `select '…' - relation "plugin_x.news" does not exist`)
    const syntax = sqlError(`select x - syntax error at or near "${NAME}"`, { code: '42601' })
    assert.notInclude(safeMessage(syntax), NAME)
  })

  test('a text that was to be JSON is not quoted, and neither head nor causes of a stack are', ({
    assert,
  }) => {
    const thrown = (() => {
      try {
        JSON.parse(`{"name": ${NAME}}`)
      } catch (error) {
        return new Error('import failed', { cause: error })
      }
      return undefined
    })()
    const described = describeError(thrown)
    assert.equal(described.message, 'import failed')
    assert.match(described.stack ?? '', /^\s+at /)
    assert.equal(described.cause?.type, 'SyntaxError')
    assert.notInclude(JSON.stringify(described), 'Lina')
  })

  test('what is thrown and is no error is only named', ({ assert }) => {
    assert.deepEqual(describeError(NAME), { type: 'string', message: 'not an error' })
  })
})

test.group('Lines of the logs', () => {
  test('personal fields are hidden at any depth, whatever their case', ({ assert }) => {
    const line = safeLine({
      school: 'a1',
      identifier: NAME,
      member: { displayName: NAME, id: 'm1', contact: { Email: NAME, list: [{ phone: NAME }] } },
      headers: { cookie: NAME },
    })
    assert.notInclude(JSON.stringify(line), NAME)
    assert.equal(line['school'], 'a1')
    assert.equal((line['member'] as { id: string }).id, 'm1')
  })

  test('an object of the program is named, not written out', ({ assert }) => {
    class Member {
      readonly given = NAME
    }
    assert.deepEqual(safeLine({ member: new Member(), none: null, count: 3n }), {
      member: '[Member]',
      none: null,
      count: '3',
    })
  })

  test('an error is described, and its own words replaced where none are given', ({ assert }) => {
    const error = sqlError(`x - invalid input syntax for type uuid: "${NAME}"`, { code: '22P02' })
    assert.notInclude(JSON.stringify(safeLine({ err: error })), NAME)
    assert.notInclude(wordsFor([error]) ?? '', NAME)
    assert.notInclude(wordsFor([{ err: error }]) ?? '', NAME)
    assert.isUndefined(wordsFor([{ err: error }, 'a job failed']))
    assert.isUndefined(wordsFor(['hello']))
  })
})
