import { test } from '@japa/runner'
import { judge } from '../../eslint/boundaries.mjs'

const ALLOWED = [
  ['plugins/hello/server/index.ts', '@preau/kit/server'],
  ['plugins/hello/server/index.ts', '../plugin.ts'],
  ['plugins/hello/server/index.ts', '@adonisjs/lucid/orm'],
  ['plugins/hello/server/index.ts', 'node:crypto'],
  ['plugins/hello/server/index.ts', '@preau/plugin-actualites/contract'],
  ['plugins/hello/tests/contract.spec.ts', '@preau/testing'],
  ['core/server/app/host/gate.ts', '#app/scope/index'],
  ['core/server/app/host/gate.ts', '../identity/session.ts'],
  ['core/testing/src/postgres.ts', '../../server/app/scope/bootstrap.ts'],
  ['admin/app/src/main.ts', '@preau/client'],
] as const

const REFUSED = [
  ['plugins/hello/server/index.ts', '../../../core/server/app/scope/open.ts', /@preau\/kit/],
  ['plugins/hello/server/index.ts', '#app/scope/index', /@preau\/kit/],
  ['plugins/hello/server/index.ts', '../../actualites/server/index.ts', /contract/],
  ['plugins/hello/server/index.ts', '@preau/plugin-actualites', /contract/],
  ['plugins/hello/server/index.ts', '@preau/testing', /tests only/],
  ['plugins/hello/server/index.ts', 'left-pad', /package\.json/],
  ['core/server/app/scope/open.ts', '#app/host/gate', /argument/],
  ['core/server/app/identity/session.ts', '../directory/members.ts', /argument/],
  ['core/server/app/host/registry.ts', '@preau/plugin-hello', /names no plugin/],
  ['admin/app/src/main.ts', '../../../core/server/app/host/gate.ts', /@preau\/client/],
  ['core/kit/src/index.ts', '@preau/server', /closed/],
] as const

test.group('Import boundaries', () => {
  test('let through "{0}" importing "{1}"')
    .with([...ALLOWED])
    .run(({ assert }, [file, specifier]) => assert.isUndefined(judge(file, specifier)))

  test('refuse, and name the way to take instead')
    .with([...REFUSED])
    .run(({ assert }, [file, specifier, remedy]) => {
      assert.match(judge(file, specifier) ?? '', remedy)
    })
})
