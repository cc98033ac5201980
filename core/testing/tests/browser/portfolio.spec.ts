import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { deflateSync, crc32 } from 'node:zlib'
import { COLLEGE, playground, type Playground } from '../../src/playground.ts'
import { asAdmin } from '../../src/postgres.ts'
import { settled, sit } from '../../src/seat.ts'

const VISIT = 'Visite du musée'
const TITLE = 'Forum des métiers, mon stand'

test.group('A portfolio, by its pages', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'folios', true)
  })

  test('a pupil takes a photo, completes it and shares it until a day with a teacher, who comments and validates', async ({
    assert,
  }) => {
    const seat = await sit(ground, { as: 'lina.durand' })
    const { page } = seat
    await seat.open(`/e/${COLLEGE.uai}/folios`)
    const photo = { name: 'stand.png', mimeType: 'image/png', buffer: picture() }
    await page.getByLabel('Photo', { exact: true }).setInputFiles(photo)
    await page.getByRole('heading', { level: 1, name: /^Photo du/ }).waitFor()
    await page.getByText('Vous seul voyez cette trace.').waitFor()
    await page.getByRole('link', { name: 'Modifier' }).click()
    await page.getByLabel('Titre').fill(TITLE)
    const sound = { name: 'stand.wav', mimeType: 'audio/wav', buffer: silence() }
    await page.getByLabel(/^Photos, sons et fichiers/).setInputFiles(sound)
    await page.getByRole('button', { name: 'Retirer stand.wav' }).waitFor()
    await page.getByLabel('Avenir').check()
    await page.getByLabel('Type').selectOption('forum')
    await page.getByLabel('Niveau : Méthodes et outils pour apprendre').selectOption('2')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
    await page.getByRole('button', { name: 'Partager' }).click()
    const panel = page.getByRole('dialog', { name: 'Partager la trace' })
    const teacher = panel.locator('optgroup[label="Mes professeurs"] option').first()
    await teacher.waitFor({ state: 'attached' })
    const name = (await teacher.innerText()).trim()
    await panel.getByLabel('Avec qui ?').selectOption({ label: name })
    await panel.getByLabel('Jusqu’au (facultatif)').fill('2099-12-15')
    await panel.getByRole('button', { name: 'Partager' }).click()
    await page.getByRole('button', { name: `Ne plus partager avec ${name}` }).waitFor()

    const desk = await sit(ground, { as: await identifierOf(name) })
    await desk.open(`/e/${COLLEGE.uai}/folios/partages`)
    await desk.page.getByRole('link', { name: TITLE }).click()
    await desk.page.getByText('Par Lina Durand').waitFor()
    await desk.page.getByLabel('Votre commentaire').fill('Belle rencontre !')
    await desk.page.getByLabel('Compétence validée (facultatif)').selectOption('methods')
    await desk.page.getByRole('button', { name: 'Envoyer' }).click()
    await desk.page.getByText('Belle rencontre !').waitFor()

    await seat.open('/')
    const home = page.getByRole('link', { name: TITLE })
    await home.click()
    await page.getByText('Belle rencontre !').waitFor()
    await page.getByText('Compétence validée : Méthodes et outils pour apprendre').waitFor()
    await page.getByRole('button', { name: `Ne plus partager avec ${name}` }).click()
    await page.getByText('Vous seul voyez cette trace.').waitFor()
    await desk.open(`/e/${COLLEGE.uai}/folios/partages`)
    await desk.page.getByText('Rien ne vous est partagé pour l’instant').waitFor()
    await settled(desk.page)
    assert.deepEqual([...seat.complaints, ...desk.complaints], [])
    await seat.leave()
    await desk.leave()
  })

  test('a teacher has a class live something: a pupil makes a trace of it with the questions, the teacher sees who has begun and no more', async ({
    assert,
  }) => {
    const desk = await sit(ground, { as: 'helene.roussel' })
    await desk.open(`/e/${COLLEGE.uai}/folios/activites`)
    await desk.page.getByRole('button', { name: 'Proposer une activité' }).click()
    const panel = desk.page.getByRole('dialog', { name: 'Proposer une activité' })
    await panel.getByRole('option', { name: '5A', exact: true }).waitFor({ state: 'attached' })
    await panel.getByRole('button', { name: 'Proposer' }).click()
    await panel.getByText('Choisissez une classe ou un groupe.').waitFor()
    await panel.locator('select[aria-invalid="true"]:focus').waitFor()
    await panel.getByLabel('Classe ou groupe').selectOption({ label: '5A' })
    await panel.getByLabel('Titre').fill(VISIT)
    await panel.getByLabel('Artistique et culturel').check()
    await panel.getByLabel(/^Questions pour aider/).fill('Quelle œuvre vous a surpris ?')
    await panel.getByRole('button', { name: 'Proposer' }).click()
    await desk.page.getByText('Personne n’a commencé').waitFor()

    const seat = await sit(ground, { as: 'lina.durand' })
    const { page } = seat
    await seat.open(`/e/${COLLEGE.uai}/folios`)
    await page.getByRole('button', { name: `Commencer : ${VISIT}` }).click()
    const learnt = page.getByLabel(/^Ce que j’ai appris/)
    await learnt.waitFor()
    assert.equal(await learnt.inputValue(), 'Quelle œuvre vous a surpris ?')
    await learnt.fill('La Victoire de Samothrace, à cause du vent.')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByRole('heading', { level: 1, name: VISIT }).waitFor()
    await page.getByText('Vous seul voyez cette trace.').waitFor()
    await seat.open(`/e/${COLLEGE.uai}/folios`)
    await page.getByRole('link', { name: VISIT }).waitFor()
    assert.equal(await page.getByRole('button', { name: `Commencer : ${VISIT}` }).count(), 0)
    await page.getByRole('link', { name: 'Emporter mon portfolio, avec ses fichiers' }).click()
    await page.getByRole('heading', { level: 1, name: 'Mon compte' }).waitFor()

    await desk.open(`/e/${COLLEGE.uai}/folios/activites`)
    await desk.page.getByRole('button', { name: `Qui a commencé : ${VISIT}` }).click()
    const who = desk.page.getByRole('dialog', { name: VISIT })
    const begun = who.getByRole('listitem').filter({ hasText: 'A commencé' })
    await begun.first().waitFor()
    assert.deepEqual(await begun.allInnerTexts(), ['Lina Durand\nA commencé'])
    await desk.open(`/e/${COLLEGE.uai}/folios/partages`)
    await settled(desk.page)
    assert.equal(await desk.page.getByText(VISIT).count(), 0)
    assert.deepEqual([...seat.complaints, ...desk.complaints], [])
    await seat.leave()
    await desk.leave()
  })

  /** What somebody of the school signs in with. */
  function identifierOf(name: string): Promise<string> {
    return asAdmin(ground.database.adminUrl, async (admin) => {
      const { rows } = await admin.query<{ identifier: string }>(
        `select a.identifier from core.members m join core.accounts a on a.id = m.account_id
         join core.schools s on s.id = m.school_id where s.uai = $1 and m.display_name = $2`,
        [COLLEGE.uai, name]
      )
      return rows[0]!.identifier
    })
  }
})

/** A PNG of one grey pixel. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc32(body), body.length + 4)
    return whole
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixel = chunk('IDAT', deflateSync(Buffer.from([0, 128])))
  return Buffer.concat([signature, chunk('IHDR', header), pixel, chunk('IEND', Buffer.alloc(0))])
}

/** A tenth of a second of silence, as WAV: 8 kHz, 8 bits, one channel. */
function silence(): Buffer {
  const samples = Buffer.alloc(800, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
