import { test } from '@japa/runner'
import { runAce } from '../../../testing/src/ace.ts'
import { arena, ONE, TWO } from '../arena.ts'

const NEW = { slug: 'voisine', name: 'Collectivité voisine' }

/** How many modules the collectivité of the twin schools offers. */
const OFFERED = `
  select count(*)::int as offered from core.offers o join core.authorities a on a.id = o.authority_id
  where a.slug = 'essai' and o.school_id is null`

test.group('Attaching imported schools to a collectivité', (group) => {
  const here = arena(group)

  const attach = (...args: string[]) =>
    runAce(here.database, ['directory:attach', ...args], here.env)
  const state = () =>
    here.query(
      `select s.uai, a.slug, (select count(*)::int from core.ledger l where l.school_id = s.id) as lines,
         (select count(*)::int from core.offers o where o.school_id = s.id) as exceptions
       from core.schools s left join core.authorities a on a.id = s.authority_id order by s.uai`
    )

  group.setup(async () => {
    await here.query(`insert into core.authorities (slug, name) values ($1, $2)`, [
      NEW.slug,
      NEW.name,
    ])
    await here.query(
      `insert into core.offers (authority_id, plugin, state)
       select id, 'hello', 'required' from core.authorities where slug = 'voisine'
       union all select id, 'actualites', 'recommended' from core.authorities where slug = 'voisine'`
    )
    await here.query('update core.schools set authority_id = null')
  })

  test('an unknown school or collectivité is refused in one sentence, and nobody is attached', async ({
    assert,
  }) => {
    const before = await state()
    const refusals: [string[], RegExp][] = [
      [['0990001N', '0999999A', '--authority', 'voisine'], /no school .* « 0999999A »/],
      [['x', '--authority', 'voisine'], /no school .* « X »/],
      [['0990001N', '--authority', 'nulle-part'], /no collectivité .* « nulle-part »/],
      [['0990001N', '--authority', "'; drop table core.schools; --"], /no collectivité/],
      [['0990001N'], /authority/],
      [['--authority', 'voisine'], /uais/],
    ]
    for (const [args, words] of refusals) {
      const { code, out, err } = await attach(...args)
      assert.equal(code, 1, out + err)
      assert.match(out + err, words)
      assert.notMatch(out + err, /at .*\.ts:\d+/)
    }
    assert.deepEqual(await state(), before)
  }).timeout(120_000)

  test('what is required there is active at once, on processes that run; what is offered waits for the school', async ({
    assert,
  }) => {
    const head = await here.as('head.1')
    assert.equal((await head.get(`${ONE}/p/hello`)).status, 404)
    const { code, out, err } = await attach('0990001n', '--authority', 'voisine')
    assert.equal(code, 0, err)
    assert.include(out, '0990001N École 1: attached\n')
    assert.include(out, 'hello: required, active')
    assert.include(out, 'actualites: recommended\n')
    let answer = await head.get(`${ONE}/p/hello`)
    for (let tries = 0; answer.status === 404 && tries < 200; tries++)
      answer = await head.get(`${ONE}/p/hello`)
    assert.equal(answer.status, 200)
    assert.equal((await head.get(`${ONE}/p/actualites/news`)).status, 404)
    const { data } = (await head.get(`${ONE}/ledger`)).body
    assert.lengthOf(data, 2)
    for (const line of data)
      assert.include(line, {
        ...{ action: 'offer', actor: 'Préau', reason: 'Rattachement à Collectivité voisine' },
      })
    const other = await here.as('head.2')
    assert.equal((await other.get(`${TWO}/p/hello`)).status, 404)
  }).timeout(60_000)

  test('attached again, nothing changes', async ({ assert }) => {
    const before = await state()
    const { code, out } = await attach('0990001N', '--authority', 'voisine')
    assert.deepEqual([code, out], [0, '0990001N École 1: attached already\n'])
    assert.deepEqual(await state(), before)
  }).timeout(60_000)

  test('a school of another collectivité stays there, but when it is to move: then its exceptions end', async ({
    assert,
  }) => {
    await here.query(
      `insert into core.offers (authority_id, plugin, school_id, state)
       select authority_id, 'actualites', id, 'forbidden' from core.schools where uai = '0990001N'`
    )
    const before = await state()
    const refused = await attach('0990003R', '0990001N', '--authority', 'essai')
    assert.equal(refused.code, 1)
    assert.match(refused.out + refused.err, /0990001N belongs to « Collectivité voisine »/)
    assert.deepEqual(await state(), before)
    const moved = await attach('0990003R', '0990001N', '--authority', 'essai', '--move')
    assert.equal(moved.code, 0, moved.err)
    assert.include(moved.out, 'hello: offered\n')
    const { offered = 0 } = (await here.query<{ offered: number }>(OFFERED))[0] ?? {}
    assert.isAbove(offered, 1)
    assert.deepEqual(await state(), [
      { uai: '0990001N', slug: 'essai', lines: offered + 2, exceptions: 0 },
      { uai: '0990003R', slug: 'essai', lines: offered, exceptions: 0 },
    ])
    const [hello] = await here.query<{ active: boolean }>(
      `select active from core.activations a join core.schools s on s.id = a.school_id where uai = '0990001N' and plugin = 'hello'`
    )
    assert.isFalse(hello!.active)
  }).timeout(60_000)
})
