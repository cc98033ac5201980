import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { asAdmin } from '../../src/postgres.ts'
import { COLLEGE, playground, type Playground } from '../../src/playground.ts'
import { schoolDay } from '../../src/school_day.ts'
import { NARROW, settled, sit } from '../../src/seat.ts'

const TIMETABLE = `/e/${COLLEGE.uai}/emploi-du-temps`

test.group('The timetable', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'emploi-du-temps', true)
  })

  test('school life cancels a lesson by the keyboard; the pupil sees it crossed out on his phone, his parent beside his brother', async ({
    assert,
  }) => {
    const life = await sit(ground, { as: 'yann.kervella' })
    await life.open(`${TIMETABLE}?day=${schoolDay()}&by=week`)
    await life.page.getByRole('option', { name: '5A', exact: true }).waitFor({ state: 'attached' })
    await life.page.getByLabel('Emploi du temps de').selectOption({ label: '5A' })
    const lesson = life.page
      .getByRole('button', { name: /Mathématiques.*Changer ce cours/s })
      .first()
    await lesson.focus()
    await life.page.keyboard.press('Enter')
    const panel = life.page.getByRole('dialog', { name: 'Mathématiques' })
    await panel.getByRole('radio', { name: 'Il est annulé' }).check()
    await panel.getByLabel('Précision (facultatif)').fill('Professeur en stage')
    await panel.getByRole('button', { name: 'Enregistrer et prévenir' }).press('Enter')
    await life.page.getByText('Professeur en stage').first().waitFor()
    assert.deepEqual(life.complaints, [])
    await life.leave()

    const pupil = await sit(ground, { as: 'lina.durand', viewport: NARROW })
    await pupil.open(`${TIMETABLE}?day=${schoolDay()}&by=week`)
    const cancelled = pupil.page.getByRole('article').filter({ hasText: 'Professeur en stage' })
    await cancelled.filter({ visible: true }).getByText('Annulé').waitFor()
    assert.deepEqual(pupil.complaints, [])
    await pupil.leave()

    const parent = await sit(ground, { as: 'claire.durand' })
    await parent.open(`${TIMETABLE}?day=${schoolDay()}&by=week`)
    for (const name of ['Lina Durand', 'Noé Durand-Nguyen'])
      await parent.page
        .getByRole('region')
        .or(parent.page.locator('section'))
        .filter({ has: parent.page.getByRole('heading', { level: 3, name }) })
        .filter({ hasText: 'Professeur en stage' })
        .first()
        .waitFor()
    assert.deepEqual(parent.complaints, [])
    await parent.leave()
  })

  test('the home says today’s lessons, and leads to the week', async ({ assert }) => {
    const seat = await sit(ground, { as: 'lina.durand' })
    await seat.open('/')
    await seat.page.getByRole('link', { name: 'Voir la semaine' }).click()
    await seat.page.getByRole('heading', { level: 1, name: 'Emploi du temps' }).waitFor()
    assert.deepEqual(seat.complaints, [])
    await seat.leave()
  })

  test('the head looks at a calendar, says what a name is, and imports it', async ({ assert }) => {
    const seat = await sit(ground, { as: COLLEGE.head })
    await seat.open(`${TIMETABLE}/importer`)
    const day = schoolDay().replaceAll('-', '')
    const calendar = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:1',
      `DTSTART:${day}T050000Z`,
      `DTEND:${day}T060000Z`,
      'SUMMARY:Chorale',
      'DESCRIPTION:Matière : Chorale\\nGroupe : Les voix du préau\\nSalle : Gymnase',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n')
    await seat.page.getByLabel('Fichiers').setInputFiles({
      ...{ name: 'chorale.ics', mimeType: 'text/calendar', buffer: Buffer.from(calendar) },
    })
    await seat.page.getByLabel('À partir de la semaine').fill(schoolDay())
    await seat.page.getByRole('button', { name: 'Voir ce que cela ferait' }).click()
    const unknown = seat.page.getByRole('region', { name: 'Noms à reconnaître' })
    await unknown.getByLabel('Les voix du préau').selectOption({ label: '5B' })
    await unknown.getByRole('button', { name: 'Retenir 1 nom' }).click()
    await unknown.waitFor({ state: 'detached' })
    await seat.page.getByRole('button', { name: 'Importer', exact: true }).click()
    await seat.page.getByText('L’emploi du temps est à jour.').waitFor()
    assert.deepEqual(seat.complaints, [])
    await seat.leave()

    const pupil = await sit(ground, { as: 'tom.marchand' })
    await pupil.open(`${TIMETABLE}?day=${schoolDay()}&by=day`)
    await pupil.page.getByText('Chorale').waitFor()
    await pupil.page.getByText('Gymnase').waitFor()
    await settled(pupil.page)
    await pupil.leave()
    await asAdmin(ground.database.adminUrl, (admin) =>
      admin.query(`delete from plugin_emploi_du_temps.courses where source like 'ical:%'`)
    )
  })
})
