import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { Keyboard } from '../../src/keyboard.ts'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { authorityOf, NARROW, settled, sit } from '../../src/seat.ts'

test.group('With the keyboard alone', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(LYCEE.uai, 'hello', false)
  })

  async function signIn(keys: Keyboard, identifier: string) {
    await keys.tabTo('Identifiant')
    await keys.write(identifier)
    await keys.tabTo('Mot de passe')
    await keys.write('preau-demo')
    await keys.press('Enter')
    await keys.arriveAt('Ma journée')
  }

  test('the head switches a module on, takes it back, does it again and signs out; a parent reads', async ({
    assert,
  }) => {
    const seat = await sit(ground)
    const keys = new Keyboard(seat.page)
    await seat.open('/connexion')
    await signIn(keys, LYCEE.head)

    await keys.tabTo('Modules', { back: true })
    await keys.press('Enter')
    await keys.arriveAt('Modules')
    await keys.tabTo('Allumer Bonjour')
    await keys.press('Enter')
    await seat.page.getByText('personnes pourront utiliser').waitFor()
    assert.deepEqual(await keys.stopsOutsideDialog(), [])
    await keys.press('Escape')
    await keys.isAt('Allumer Bonjour')

    await keys.press('Enter')
    await seat.page.getByText('personnes pourront utiliser').waitFor()
    await keys.tabTo('Motif (facultatif)')
    await keys.write('Décision de la commission')
    await keys.tabTo('Allumer Bonjour')
    await keys.press('Space')
    await seat.page.getByText('Bonjour est allumé.').waitFor()
    await keys.isAt('Éteindre Bonjour')

    await keys.tabTo('Revenir en arrière')
    await keys.press('Enter')
    await seat.page.getByText('C’est annulé').waitFor()
    await keys.isAt('Revenir en arrière')
    await keys.tabTo('Allumer Bonjour', { back: true })
    await keys.press('Enter')
    await seat.page.getByText('personnes pourront utiliser').waitFor()
    await keys.tabTo('Allumer Bonjour', { back: true })
    await keys.press('Enter')
    await keys.isAt('Éteindre Bonjour')

    await keys.tabTo('Lemaître', { back: true, part: true })
    await keys.press('Enter')
    await keys.press('Escape')
    await keys.press('Enter')
    await keys.tabTo('Se déconnecter')
    await keys.press('Enter')
    await keys.arriveAt('Se connecter')

    await signIn(keys, 'claire.durand')
    await seat.page.getByRole('link', { name: 'Menus de la semaine' }).first().waitFor()
    await keys.tabTo('Menus de la semaine')
    await keys.press('Enter')
    await keys.arriveAt('Menus de la semaine')
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  test('the first stop leads to the content; the parts of a module follow the arrows; taking back in the ledger keeps the place', async () => {
    await ground.switchModule(COLLEGE.uai, 'hello', false)
    await ground.switchModule(COLLEGE.uai, 'hello', true)
    const seat = await sit(ground, { as: COLLEGE.head })
    const keys = new Keyboard(seat.page)
    await seat.open(`/pilotage/${COLLEGE.uai}/hello`)
    await keys.tabTo('Aller au contenu')
    await keys.press('Enter', 'Tab')
    await keys.isAt('Revenir aux modules')
    await keys.tabTo('Qui peut quoi')
    await keys.press('ArrowRight')
    await keys.isAt('Données personnelles')
    await keys.press('End')
    await keys.isAt('À propos')
    await keys.press('Home')
    await keys.isAt('Qui peut quoi')
    await keys.press('ArrowLeft', 'ArrowLeft')
    await keys.isAt('Historique')
    await keys.tabTo('Revenir en arrière', { part: true })
    await keys.press('Enter')
    await seat.page.getByText('C’est annulé').waitFor()
    await keys.isAt('C’est annulé', { part: true })
    await seat.leave()
  })

  test('the agent walks through the matrix, chooses, opens a cell and comes back to it', async ({
    assert,
  }) => {
    const seat = await sit(ground, { as: 'agent.collectivite' })
    const keys = new Keyboard(seat.page)
    await seat.open(`/collectivites/${await authorityOf(seat, ground)}`)
    const row = (name: string) => seat.page.getByRole('row', { name })
    await keys.tabTo(COLLEGE.name, { part: true })
    await keys.press('Space')
    assert.equal(await row(COLLEGE.name).getAttribute('aria-selected'), 'true')
    await keys.press('Shift+ArrowDown')
    await keys.isAt(LYCEE.name, { part: true })
    await seat.page.getByText('2 choisis').waitFor()
    await keys.press('Space')
    assert.equal(await row(LYCEE.name).getAttribute('aria-selected'), 'false')
    await keys.press('ArrowRight', 'ArrowRight', 'ArrowLeft')
    const cell = await keys.place()
    await keys.press('Enter')
    await seat.page.getByRole('dialog', { name: `Actualités · ${LYCEE.name}` }).waitFor()
    assert.deepEqual(await keys.stopsOutsideDialog(), [])
    await keys.press('Escape')
    assert.deepEqual(await keys.place(), cell)

    await keys.press('Enter')
    await keys.tabTo('Changer l’offre ici')
    await keys.press('Enter')
    await seat.page.getByRole('dialog', { name: 'Changer l’offre' }).waitFor()
    await keys.tabTo('Offert', { part: true })
    await keys.press('ArrowDown', 'ArrowDown')
    await seat.page.getByText('sans pouvoir y être éteint').waitFor()
    assert.isTrue(await seat.page.getByRole('radio', { name: 'Obligatoire' }).isChecked())
    await keys.press('Escape')
    assert.deepEqual(await keys.place(), cell)
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  test('on a narrow screen the services open from below and lead to their page', async () => {
    const seat = await sit(ground, { as: 'claire.durand', viewport: NARROW })
    const keys = new Keyboard(seat.page)
    await seat.open('/')
    await keys.tabTo('Plus', { back: true })
    await keys.press('Enter')
    await keys.press('Escape')
    await keys.isAt('Plus')
    await keys.press('Enter')
    await keys.tabTo('Actualités')
    await keys.press('Enter')
    await settled(seat.page)
    await keys.arriveAt('Actualités')
    await seat.leave()
  })
})
