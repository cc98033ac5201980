import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { ROOT } from '../../paths.mjs'
import { pluginOption, takeOption } from '../../src/plugin/option.ts'

const BIN = join(ROOT, 'core/testing/bin/preau-plugin.mjs')

test.group('A plugin outside the checkout', (group) => {
  let folder: string
  group.setup(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'preau-outside-')))
    return () => rmSync(folder, { recursive: true })
  })
  const pack = (content: object) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify(content))
  const bin = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(process.execPath, [BIN, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...env },
    }).then(
      () => '',
      (error: { stderr: string }) => error.stderr
    )

  test('is named by an option that leaves the other arguments as they are', ({ assert }) => {
    pack({ preau: { id: 'carnet' } })
    const expected = { folder, rest: ['http', '--files', 'a.spec.ts'] }
    const [first, ...more] = expected.rest
    assert.deepEqual(pluginOption([first!, '--plugin', folder, ...more]), expected)
    assert.deepEqual(pluginOption([first!, `--plugin=${folder}`, ...more]), expected)
    assert.deepEqual(pluginOption(['unit']), { rest: ['unit'] })
    assert.throws(() => takeOption(['--plugin'], '--plugin'), /wants a value/)
  })

  test('must be one', ({ assert }) => {
    pack({ name: 'no plugin' })
    assert.throws(() => pluginOption(['--plugin', folder]), /is no plugin/)
  })

  test('hands its commands to the checkout that it names, and is refused without one', async ({
    assert,
  }) => {
    pack({ preau: { id: 'carnet' } })
    assert.include(await bin(['test']), 'No clone of Préau')
    assert.include(await bin(['publish']), 'Usage: preau-plugin')
    pack({ preau: { id: 'carnet', home: './nowhere' } })
    assert.include(await bin(['check']), join(folder, 'nowhere'))
    pack({ name: 'no plugin' })
    assert.include(await bin(['test'], {}), 'is no plugin')
    pack({ preau: { id: 'carnet', home: ROOT } })
    assert.include(await bin(['check', '--nonsense']), '« --nonsense » is not an option')
  })
})
