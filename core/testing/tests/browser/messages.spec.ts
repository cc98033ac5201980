import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { COLLEGE, playground, type Playground } from '../../src/playground.ts'
import { settled, sit } from '../../src/seat.ts'

const PATH = `/e/${COLLEGE.uai}/messagerie`

test.group('Messages between a pupil and a teacher', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
  })

  test('a pupil finds her teacher and nobody of another class, writes to her, and finds it among what she sent', async ({
    assert,
  }) => {
    const subject = `Question ${Date.now()}`
    const lina = await sit(ground, { as: 'lina.durand' })
    await lina.open(PATH)
    await lina.page.getByRole('link', { name: 'Écrire' }).click()
    const field = lina.page.getByRole('combobox', { name: /Destinataires/ })
    await field.fill('marchand')
    await lina.page.getByText('Personne de ce nom').waitFor()
    await field.fill('roussel')
    await lina.page.getByRole('option', { name: /Hélène Roussel/i }).waitFor()
    await field.press('Enter')
    await lina.page.getByText('1 personne recevra ce message.').waitFor()
    await lina.page.getByLabel('Objet').fill(subject)
    await lina.page.getByRole('textbox', { name: 'Message' }).click()
    await lina.page.keyboard.type('Bonjour Madame')
    await lina.page.getByText('Brouillon gardé').waitFor()
    await lina.page.getByRole('button', { name: 'Envoyer', exact: true }).press('Enter')
    await lina.page.getByRole('heading', { level: 1, name: subject }).waitFor()
    assert.deepEqual(lina.complaints, [])
    await settled(lina.page)

    const stored = await sit(ground, { as: 'lina.durand' })
    await stored.open(`${PATH}?dossier=sent`)
    await stored.page.getByRole('link', { name: subject }).click()
    await stored.page.getByText('Bonjour Madame').waitFor()
    assert.deepEqual(stored.complaints, [])
    await stored.leave()
    await lina.leave()
  })
})
