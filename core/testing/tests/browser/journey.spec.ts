import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { settled, sit, type Seat } from '../../src/seat.ts'

test.group('The first journey', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'hello', false)
  })

  async function signIn({ page, open }: Seat, identifier: string) {
    await open('/connexion')
    await page.getByLabel('Identifiant').fill(identifier)
    await page.getByLabel('Mot de passe', { exact: true }).fill('preau-demo')
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.waitForURL(`${ground.url}/`)
    await settled(page)
  }

  async function signOut({ page }: Seat, name: string) {
    await page.getByRole('button', { name }).click()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL(`${ground.url}/connexion`)
    await settled(page)
  }

  test('the head sees what switching a module on changes, does it and signs out; a pupil signs in and uses it', async ({
    assert,
  }) => {
    const seat = await sit(ground)
    const { page } = seat
    await signIn(seat, COLLEGE.head)
    await page.getByRole('link', { name: 'Modules' }).first().click()
    await page.getByRole('link', { name: 'Bonjour' }).click()
    await page.getByRole('heading', { level: 1, name: 'Bonjour' }).waitFor()
    await page.getByRole('button', { name: 'Allumer', exact: true }).click()
    const panel = page.getByRole('dialog', { name: 'Allumer Bonjour' })
    await panel.getByText('personnes pourront utiliser').waitFor()
    assert.match(await panel.innerText(), /Élèves \(\d{3}\)\s+Être salué/)
    await panel.getByLabel('Motif (facultatif)').fill('Pour essayer')
    await panel.getByRole('button', { name: 'Allumer Bonjour' }).click()
    await page.getByText('Bonjour est allumé.').waitFor()
    await page.getByRole('button', { name: 'Éteindre', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Historique' }).click()
    await page.getByText('« Pour essayer »').first().waitFor()
    await signOut(seat, 'Odile Lambert')

    await signIn(seat, 'lina.durand')
    await page.getByRole('link', { name: 'Bonjour' }).first().click()
    await page.getByText(`Bonjour Lina Durand, ${COLLEGE.name} vous accueille.`).waitFor()
    assert.equal(page.url(), `${ground.url}/e/${COLLEGE.uai}/hello`)
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  test('a parent of two schools finds both on one home, each with its own news', async ({
    assert,
  }) => {
    const seat = await sit(ground, { as: 'claire.durand' })
    await seat.open('/')
    for (const { uai, name } of [COLLEGE, LYCEE]) {
      const school = seat.page.locator('main').getByRole('region', { name })
      const menus = school.getByRole('link', { name: 'Menus de la semaine' })
      await menus.waitFor()
      const href = await menus.getAttribute('href')
      assert.match(href ?? '', new RegExp(`^/e/${uai}/actualites/lire/`))
    }
    await seat.page
      .getByRole('region', { name: LYCEE.name })
      .getByRole('link', { name: 'Forum des métiers' })
      .click()
    await seat.page.getByRole('heading', { level: 1, name: 'Forum des métiers' }).waitFor()
    assert.include(await seat.page.locator('main').innerText(), LYCEE.name)
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })
})
