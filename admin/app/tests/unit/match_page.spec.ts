import { test } from '@japa/runner'
import { matchPage } from '../../src/portal/match_page.ts'

const pages = [
  { plugin: 'actualites', page: 'news', path: '' },
  { plugin: 'actualites', page: 'read', path: 'lire/:id' },
  { plugin: 'actualites', page: 'edit', path: 'rediger/:id?' },
  { plugin: 'actualites', page: 'help', path: 'lire/aide' },
]
const match = (...rest: string[]) => matchPage(pages, 'actualites', rest)

test.group('The page that an address means', () => {
  test('parts that vary are handed over', ({ assert }) => {
    assert.deepEqual(match(), { page: 'news', params: {} })
    assert.deepEqual(match('lire', '7'), { page: 'read', params: { id: '7' } })
  })

  test('an optional part may be absent', ({ assert }) => {
    assert.deepEqual(match('rediger'), { page: 'edit', params: {} })
    assert.deepEqual(match('rediger', '7'), { page: 'edit', params: { id: '7' } })
  })

  test('a written word wins over a part that varies', ({ assert }) => {
    assert.equal(match('lire', 'aide')?.page, 'help')
  })

  test('anything else means no page', ({ assert }) => {
    assert.isUndefined(match('ailleurs'))
    assert.isUndefined(match('lire', '7', '8'))
    assert.isUndefined(matchPage(pages, 'hello', []))
  })
})
