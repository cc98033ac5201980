import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { NEVER_CLOSED } from '../../src/never_closed.ts'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { settled, sit, type Seat } from '../../src/seat.ts'
import { signedIn } from '../../src/visitor.ts'

const PATH = `/e/${COLLEGE.uai}/messagerie`
const SCHOOL = `/api/schools/${COLLEGE.uai}`
const DAY = 86_400_000

async function write(seat: Seat, subject: string, ...recipients: [string, RegExp][]) {
  await seat.open(`${PATH}/ecrire`)
  const field = seat.page.getByRole('combobox', { name: /Destinataires/ })
  for (const [sought, name] of recipients) {
    await field.fill(sought)
    await seat.page.getByRole('option', { name }).first().waitFor()
    await seat.page.getByRole('option', { name }).first().click()
  }
  await seat.page.getByLabel('Objet').fill(subject)
  await seat.page.getByRole('textbox', { name: 'Message' }).click()
  await seat.page.keyboard.type('Bonjour')
}

const sendButton = (seat: Seat) =>
  seat.page.getByRole('button', { name: /^(Envoyer|Programmer l’envoi)$/ })

test.group('Messages, as people write and receive them', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'messagerie', true)
    const head = await signedIn(ground.url, COLLEGE.head)
    const { body } = await head.get(`${SCHOOL}/quiet-hours`)
    await hours(false)
    return async () => void (await head.put(`${SCHOOL}/quiet-hours`, body))
  })

  /** Closes the school until the day after tomorrow, or opens it always. */
  async function hours(closed: boolean): Promise<void> {
    const head = await signedIn(ground.url, COLLEGE.head)
    const day = (ahead: number) => new Date(Date.now() + ahead * DAY).toISOString().slice(0, 10)
    const shut = [{ from: day(-1), to: day(1), hours: null, label: 'Fermé' }]
    await head.put(`${SCHOOL}/quiet-hours`, {
      ...NEVER_CLOSED,
      exceptions: closed ? shut : [],
    })
  }

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

  test('a parent of two schools reads one list; what she has read there is read in both', async ({
    assert,
  }) => {
    const subject = 'Sortie au musée du 3 décembre'
    const claire = await signedIn(ground.url, 'claire.durand')
    const { data } = (await claire.get(`${SCHOOL}/p/messagerie/threads`)).body
    const { id } = data.find((one: { subject: string }) => one.subject === subject)
    await claire.put(`${SCHOOL}/p/messagerie/threads/${id}`, { read: false })
    const seat = await sit(ground, { as: 'claire.durand' })
    const { page } = seat
    await seat.open(`/e/${LYCEE.uai}/messagerie`)
    await page.getByRole('link', { name: 'Tous mes établissements' }).click()
    const entry = page.getByRole('article').filter({ hasText: subject })
    await entry.getByText(COLLEGE.name).waitFor()
    await entry.getByText('Non lu').waitFor()
    await entry.getByRole('link', { name: subject }).click()
    await page.getByRole('heading', { level: 1, name: subject }).waitFor()
    assert.include(page.url(), COLLEGE.uai)
    await settled(page)
    await page.goBack()
    await entry.waitFor()
    await entry.getByText('Non lu').waitFor({ state: 'detached' })
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  test('a class is written to beside an adult, and only so', async ({ assert }) => {
    const subject = `Exposé ${Date.now()}`
    const lina = await sit(ground, { as: 'lina.durand' })
    await write(lina, subject, ['5A', /Élèves 5A/])
    await lina.page.getByText('ajoutez un adulte de l’établissement').waitFor()
    await sendButton(lina).click()
    await lina.page
      .getByRole('button', { name: /^Envoyer à/ })
      .or(lina.page.getByRole('alert'))
      .first()
      .waitFor()
    assert.isFalse(lina.page.url().includes('/fil/'))
    await lina.leave()
  })

  test('a message that hurts is reported: hidden at once, helplines shown, and the moderator takes it away', async ({
    assert,
  }) => {
    const subject = `Toi ${Date.now()}`
    const sofia = await signedIn(ground.url, 'sofia.benali')
    const find = async (name: string) =>
      (await sofia.get(`${SCHOOL}/p/messagerie/recipients?q=${name}`)).body.people[0].id
    const id = crypto.randomUUID()
    const one = { kind: 'to', guardians: false, group: null, profile: null, everyone: false }
    const targets = [await find('lina'), await find('kervella')].map((member) => ({
      ...one,
      member,
    }))
    const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'Personne ne t’aime' }] }]
    await sofia.put(`${SCHOOL}/p/messagerie/drafts/${id}`, {
      ...{ threadId: null, subject, body: { type: 'doc', content }, targets, files: [] },
      ...{ noReply: false, sendAt: null },
    })
    await hours(false)
    assert.equal((await sofia.post(`${SCHOOL}/p/messagerie/drafts/${id}/send`, {})).status, 200)

    const lina = await sit(ground, { as: 'lina.durand' })
    await lina.open(PATH)
    await lina.page.locator('main').getByRole('link', { name: subject }).click()
    await lina.page.getByRole('button', { name: 'Signaler' }).click()
    await lina.page.getByLabel('Harcèlement').check()
    await lina.page.getByRole('button', { name: 'Signaler', exact: true }).last().press('Enter')
    await lina.page.getByText('l’équipe sont prévenus').waitFor()
    await lina.page.getByRole('link', { name: '3018' }).waitFor()
    await lina.page.locator('dialog').getByRole('button', { name: 'Fermer' }).last().click()
    await lina.page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor()
    await settled(lina.page)
    assert.equal(await lina.page.locator('main').getByRole('link', { name: subject }).count(), 0)
    assert.deepEqual(lina.complaints, [])
    await lina.leave()

    const yann = await sit(ground, { as: 'yann.kervella' })
    await yann.open(`/pilotage/${COLLEGE.uai}/signalements`)
    await yann.page
      .getByRole('button', { name: /Examiner : Harcèlement/ })
      .first()
      .click()
    await yann.page.getByText('Personne ne t’aime').waitFor()
    await yann.page.getByText('Signalé par Lina').waitFor()
    await yann.page.getByRole('button', { name: 'Retirer pour tous' }).click()
    await yann.page.getByText('Rien à examiner').waitFor()
    assert.deepEqual(yann.complaints, [])
    await yann.leave()
    const [thread] = (await sofia.get(`${SCHOOL}/p/messagerie/threads?box=sent`)).body.data
    assert.deepInclude(thread, { subject, recalled: true })
  })

  test('while the school is closed, a pupil writes and is told when it will be delivered', async ({
    assert,
  }) => {
    await hours(true)
    const lina = await sit(ground, { as: 'lina.durand' })
    await write(lina, `Tard ${Date.now()}`, ['roussel', /Hélène Roussel/i])
    await lina.page.getByText('Il sera remis à l’ouverture de l’établissement').waitFor()
    await sendButton(lina).click()
    await lina.page.getByText('Sera remis :').waitFor()
    assert.deepEqual(lina.complaints, [])
    await lina.leave()
    await hours(false)
  })

  test('a teacher schedules a message to the parents of her class, without answers, and confirms their number', async ({
    assert,
  }) => {
    const subject = `Sortie ${Date.now()}`
    const helene = await sit(ground, { as: 'helene.roussel' })
    await write(helene, subject, ['5A', /Parents 5A/])
    const at = new Date(Date.now() + DAY)
    at.setHours(7, 0, 0, 0)
    const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
    await helene.page.getByLabel('Envoyer plus tard').fill(local.toISOString().slice(0, 16))
    await helene.page.getByLabel('Sans réponse possible').check()
    await sendButton(helene).click()
    await helene.page.getByText(/personnes recevront ce message\. L’envoyer/).waitFor()
    await helene.page.getByRole('button', { name: /^Envoyer à \d+ personnes$/ }).click()
    await helene.page.getByRole('heading', { level: 1, name: subject }).waitFor()
    await helene.page.getByText('Sera remis :').waitFor()
    await settled(helene.page)
    assert.deepEqual(
      helene.complaints.filter((one) => !one.includes('409')),
      []
    )
    const karim = await signedIn(ground.url, 'karim.benali')
    const { body } = await karim.get(`${SCHOOL}/p/messagerie/threads`)
    assert.notInclude(JSON.stringify(body), subject)

    await helene.page.getByRole('button', { name: 'Annuler l’envoi' }).click()
    await helene.page.getByRole('heading', { level: 1, name: 'Écrire un message' }).waitFor()
    await settled(helene.page)
    assert.equal(await helene.page.getByLabel('Objet').inputValue(), subject)
    await helene.leave()
  })

  test('in a crisis the head leaves messages to the staff in one click; families read why, and it ends', async ({
    assert,
  }) => {
    const odile = await sit(ground, { as: COLLEGE.head })
    await odile.open(`/pilotage/${COLLEGE.uai}/messagerie`)
    await odile.page.getByRole('button', { name: 'Personnels seulement' }).click()
    await odile.page.getByText('n’est plus ouvert qu’aux personnels').first().waitFor()

    const claire = await sit(ground, { as: 'claire.durand' })
    await claire.open('/')
    await claire.page.getByText('Messagerie est suspendu pour vous').waitFor()
    await claire.open(PATH)
    await claire.page.getByText('Suspension décidée par la direction').waitFor()
    const helene = await sit(ground, { as: 'helene.roussel' })
    await helene.open(PATH)
    await helene.page.getByRole('link', { name: 'Écrire' }).waitFor()
    await helene.leave()

    await odile.page.getByRole('button', { name: 'Reprendre' }).click()
    await odile.page.locator('dialog').getByRole('button', { name: 'Reprendre' }).press('Enter')
    await odile.page.getByRole('button', { name: 'Personnels seulement' }).waitFor()
    await claire.open(PATH)
    await claire.page.getByRole('link', { name: 'Écrire' }).waitFor()
    assert.deepEqual(odile.complaints, [])
    await claire.leave()
    await odile.leave()
  })
})
