import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { COLLEGE, playground, type Playground } from '../../src/playground.ts'
import { settled, sit, type Seat } from '../../src/seat.ts'
import { isoFile } from '../../../../plugins/cdi/tests/records.ts'

const AT = `/e/${COLLEGE.uai}/cdi`

test.group('A day at the library', (group) => {
  let ground: Playground
  let nadia: Seat
  let lina: Seat

  group.setup(async () => {
    ground = await playground()
    nadia = await sit(ground, { as: 'nadia.faure' })
    lina = await sit(ground, { as: 'lina.durand' })
    return async () => {
      await nadia.leave()
      await lina.leave()
    }
  })

  /** A scanner is a keyboard that types fast, and ends by Enter. */
  async function scan({ page }: Seat, code: string): Promise<void> {
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
  }

  test('a pupil finds a book by a word ill typed, reserves it, and finds it among her loans', async ({
    assert,
  }) => {
    const { page } = lina
    await lina.open(AT)
    await page.getByLabel('Un titre, un auteur, un sujet').fill('vrene ile')
    await page.getByRole('button', { name: 'Chercher', exact: true }).click()
    await page.getByRole('link', { name: 'L’Île mystérieuse' }).click()
    await page.getByRole('heading', { level: 1, name: 'L’Île mystérieuse' }).waitFor()
    await page.getByRole('button', { name: 'Réserver' }).click()
    await page.getByText('C’est réservé').waitFor()
    await page.getByRole('link', { name: 'Voir mes prêts' }).click()
    await page.getByRole('heading', { level: 1, name: 'Mes prêts' }).waitFor()
    await page.getByText('Vous attend au CDI').waitFor()
    await lina.open('/')
    await page.getByRole('link', { name: 'L’Île mystérieuse' }).waitFor()
    assert.deepEqual(lina.complaints, [])
  })

  test('the librarian lends and takes back with a scanner, without the mouse', async ({
    assert,
  }) => {
    const { page } = nadia
    await nadia.open(`${AT}/pret`)
    await page.getByRole('heading', { name: 'Un document à mettre de côté' }).waitFor()
    const field = page.getByLabel('Carte ou document')
    await field.and(page.locator(':focus')).waitFor()
    await scan(nadia, 'L000001')
    await page.getByRole('button', { name: 'Lecteur suivant' }).waitFor()
    await scan(nadia, 'C000020')
    const journal = page.getByRole('log')
    await journal.getByText(/: prêté à/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('Chercher un lecteur par son nom').waitFor()
    await scan(nadia, 'C000021')
    await page.getByText('Scannez la carte du lecteur').waitFor()
    await scan(nadia, 'L000002')
    await journal
      .getByText(/: prêté à/)
      .nth(1)
      .waitFor()
    await scan(nadia, 'C000020')
    await scan(nadia, 'C000021')
    await journal
      .getByText(/: rendu/)
      .nth(1)
      .waitFor()
    await scan(nadia, 'RIEN-1')
    await journal.getByText('Aucune carte et aucun exemplaire').waitFor()
    assert.isTrue(await field.evaluate((element) => element === document.activeElement))
    // the refusal of an unknown code is an answer that the browser's console tells of
    assert.isEmpty(nadia.complaints.filter((text) => !text.includes('404')))
    nadia.complaints.length = 0
  })

  test('she makes a reading list for a class, and its teacher finds it', async ({ assert }) => {
    const { page } = nadia
    await nadia.open(`${AT}/composer`)
    await page.getByRole('textbox', { name: /^Titre/ }).fill('Le théâtre de Molière')
    const add = page.getByLabel('Ajouter un document : titre ou auteur')
    for (const [typed, title] of [
      ['malade', 'Le Malade imaginaire'],
      ['scapin', 'Les Fourberies de Scapin'],
    ] as const) {
      await add.fill(typed)
      await page.getByRole('button', { name: title }).first().click()
      await page.getByRole('button', { name: `Retirer « ${title} »` }).waitFor()
    }
    await page.getByRole('checkbox', { name: '5A', exact: true }).check()
    await page.getByRole('button', { name: 'Enregistrer la sélection' }).click()
    await page.getByRole('heading', { level: 1, name: 'Le théâtre de Molière' }).waitFor()
    const petit = await sit(ground, { as: 'marc.petit' })
    await petit.open(`${AT}/selections`)
    await petit.page.getByRole('link', { name: 'Le théâtre de Molière' }).click()
    await petit.page.getByRole('link', { name: 'Les Fourberies de Scapin' }).waitFor()
    assert.deepEqual([...petit.complaints, ...nadia.complaints], [])
    await petit.leave()
  })

  test('she imports a file after having seen what it would do, takes it back, and exports everything', async ({
    assert,
  }) => {
    const { page } = nadia
    await nadia.open(`${AT}/imports`)
    const books = [
      { title: 'Été indien', barcodes: ['X900001'] },
      { title: 'Germinal', author: ['Zola', 'Émile'] as [string, string], year: 1885 },
    ]
    await page.getByLabel('Fichier de notices').setInputFiles({
      ...{ name: 'don.mrc', mimeType: 'application/marc', buffer: isoFile(books) },
    })
    await page
      .getByRole('button', { name: 'Lire le fichier' })
      .and(page.locator(':enabled'))
      .click()
    await page.getByText('Voici ce que l’import ferait').waitFor()
    await page.getByText('Déjà là : même titre').waitFor()
    await page.getByRole('button', { name: 'Importer une notice' }).click()
    await page.getByText('L’import est fait').waitFor()
    await page.getByRole('link', { name: 'Été indien' }).waitFor()
    await page.getByRole('button', { name: 'Annuler cet import' }).click()
    await page.getByText('L’import a été annulé').waitFor()
    await nadia.open(`${AT}/imports`)
    const kept = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Notices (ISO 2709)' }).click()
    assert.equal((await kept).suggestedFilename(), 'notices.mrc')
    await settled(page)
    assert.deepEqual(nadia.complaints, [])
  })
})
