import { test } from '@japa/runner'
import type { Visitor } from '../../../testing/src/visitor.ts'
import { arena, ONE, TWO } from '../arena.ts'

interface Line {
  action: string
  plugin: string
  pluginName: string
  sentence: string
  actor: string
  undoable: boolean
}

test.group('The commission du numérique', (group) => {
  const here = arena(group)
  let head: Visitor
  let teacher: string

  const name = (member: string) => head.put(`${ONE}/committee/${member}`)
  const dismiss = (member: string) => head.delete(`${ONE}/committee/${member}`)
  const ledger = async (): Promise<Line[]> => (await head.get(`${ONE}/ledger`)).body.data

  group.setup(async () => {
    head = await here.as('head.1')
    teacher = here.world.schools[0]!.members['teacher']!
  })

  test('naming and dismissing write a line each, and doing it again none', async ({ assert }) => {
    assert.equal((await name(teacher)).status, 204)
    assert.equal((await name(teacher)).status, 204)
    const [named, ...none] = await ledger()
    assert.isEmpty(none)
    assert.deepInclude(named, {
      ...{ action: 'committee', plugin: '', pluginName: 'Commission du numérique' },
      ...{ sentence: 'a nommé teacher 1 à la commission du numérique', actor: 'head.1 Essai' },
      undoable: false,
    })
    assert.equal((await dismiss(teacher)).status, 204)
    assert.equal((await dismiss(teacher)).status, 204)
    const [dismissed, ...older] = await ledger()
    assert.lengthOf(older, 1)
    assert.equal(dismissed!.sentence, 'a retiré teacher 1 de la commission du numérique')
    head.headers = { 'Accept-Language': 'en' }
    assert.equal((await ledger())[0]!.sentence, 'took teacher 1 off the digital committee')
    head.headers = {}
  })

  test('two heads’ hands at once name once', async ({ assert }) => {
    const before = (await ledger()).length
    await Promise.all(Array.from({ length: 6 }, () => name(teacher)))
    assert.lengthOf(await ledger(), before + 1)
  })

  test('whoever is named switches, and whoever is dismissed does not', async ({ assert }) => {
    const visitor = await here.as('teacher.1')
    await name(teacher)
    assert.equal((await visitor.put(`${ONE}/plugins/hello`, { on: true })).status, 200)
    assert.equal((await visitor.put(`${ONE}/committee/${teacher}`)).status, 403)
    await dismiss(teacher)
    assert.equal((await visitor.put(`${ONE}/plugins/hello`, { on: false })).status, 403)
  })

  test('pupils, guardians, people of another school and nobody are not named, and no line is written', async ({
    assert,
  }) => {
    const before = await ledger()
    const [own, other] = here.world.schools
    const wrong = [own!.members['student'], own!.members['guardian'], other!.members['teacher']]
    for (const member of [...wrong, own!.id, 'x'])
      assert.equal((await name(member!)).status, 404, member)
    await dismiss(other!.members['teacher']!)
    assert.deepEqual(await ledger(), before)
  })

  test('a module’s own ledger and the authority’s leave the committee out', async ({ assert }) => {
    const told = async (visitor: Visitor, path: string) =>
      JSON.stringify((await visitor.get(path)).body.data)
    assert.include(await told(head, `${ONE}/ledger`), 'commission')
    assert.notInclude(await told(head, `${ONE}/plugins/hello/ledger`), 'commission')
    const agent = await here.as('agent')
    const path = `/api/authorities/${here.world.authority}/schools/0990001N/ledger`
    for (const query of ['', '?plugin=', '?plugin=hello'])
      assert.notInclude(await told(agent, path + query), 'commission')
    const there = await here.as('head.2')
    assert.equal(await told(there, `${TWO}/ledger`), '[]')
  })
})
