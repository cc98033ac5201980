import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { rawKeys, wordsOnlyIn } from '../../src/locale_words.ts'
import { COLLEGE, playground, type Playground } from '../../src/playground.ts'
import { authorityOf, settled, sit, type Seat } from '../../src/seat.ts'

/** What is not the interface's but of whoever wrote it, in his own language: a reason, a name. */
const CONTENT = ['Démonstration', 'Agent de la collectivité']
const MODULES = `/pilotage/${COLLEGE.uai}`
const PATHS = [
  ...['/', '/compte', '/aide', '/accessibilite', '/donnees-personnelles', '/nulle-part'],
  ...[MODULES, `${MODULES}/actualites`, `${MODULES}/commission`, `${MODULES}/historique`],
  ...['reglages', 'donnees', 'historique', 'a-propos'].map(
    (one) => `${MODULES}/actualites?partie=${one}`
  ),
  ...['actualites', 'actualites/rediger'].map((one) => `/e/${COLLEGE.uai}/${one}`),
]
const TEXTS = `(() => {
  const attributes = ['aria-label', 'title', 'placeholder', 'alt']
  const spoken = attributes.flatMap((name) =>
    [...document.querySelectorAll('[' + name + ']')].map((element) => element.getAttribute(name)))
  return [document.title, document.body.textContent, ...spoken].join('\\n')
})()`

test.group('In English', (group) => {
  let ground: Playground
  let head: Seat | undefined
  const keys = rawKeys()
  const french = wordsOnlyIn('fr', 'en').filter(
    (words) => !CONTENT.some((content) => content.includes(words))
  )

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'hello', true)
    return () => head?.leave()
  })

  async function leftovers({ page }: Seat): Promise<string[]> {
    const text = String(await page.evaluate(TEXTS))
    return [...keys, ...french].filter((words) => text.includes(words))
  }

  test('the words of both languages are known to this test', ({ assert }) => {
    assert.includeMembers(keys, ['shell.skip', 'preview.kept', 'ui.audience.title'])
    assert.includeMembers(french, [
      'Se déconnecter',
      'Qui peut publier',
      'La demande est trop volumineuse.',
    ])
  })

  test('it is chosen in the account, and kept', async ({ assert }) => {
    const seat = await sit(ground, { as: COLLEGE.head })
    const { page } = seat
    await seat.open('/compte')
    await page.getByLabel('Langue').selectOption('English')
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await seat.open(MODULES)
    await page.getByRole('button', { name: 'Switch Hello off' }).click()
    await page.getByText('will go from the screen').waitFor()
    assert.deepEqual(await leftovers(seat), [])
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  for (const path of PATHS)
    test(`nothing French is left on ${path}`, async ({ assert }) => {
      head ??= await sit(ground, { as: COLLEGE.head, locale: 'en-GB' })
      await head.open(path)
      assert.deepEqual(await leftovers(head), [])
    })

  test('nothing French is left for whoever is not signed in, nor in the matrix', async ({
    assert,
  }) => {
    const stranger = await sit(ground, { locale: 'en-GB' })
    for (const path of ['/connexion', '/invitation']) {
      await stranger.open(path)
      assert.deepEqual(await leftovers(stranger), [], path)
    }
    await stranger.leave()
    const agent = await sit(ground, { as: 'agent.collectivite', locale: 'en-GB' })
    await agent.open(`/collectivites/${await authorityOf(agent, ground)}`)
    assert.deepEqual(await leftovers(agent), [], 'matrix')
    await agent.page.getByRole('gridcell').first().click()
    await settled(agent.page)
    assert.deepEqual(await leftovers(agent), [], 'cell')
    await agent.page.getByRole('button', { name: 'Change the offer here' }).click()
    await agent.page.getByRole('radio').first().check()
    await agent.page
      .getByText('No school changes')
      .or(agent.page.getByText('will be'))
      .first()
      .waitFor()
    assert.deepEqual(await leftovers(agent), [], 'offer')
    await agent.leave()
  })
})
