import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { NEVER_CLOSED } from '../../src/never_closed.ts'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { smallPdf } from '../../../server/app/demo/small_pdf.ts'
import { mailbox, textOf, type Mailbox } from '../../src/mailbox.ts'
import { until } from '../../../server/tests/jobs/workshop.ts'
import { launchBrowser } from '../../src/browser.ts'
import { startHost, type TestHost } from '../../src/host.ts'
import type { Playground } from '../../src/playground.ts'
import { asAdmin, cloneDatabase, type TestDatabase } from '../../src/postgres.ts'
import { sit } from '../../src/seat.ts'
import { signedIn } from '../../src/visitor.ts'
import { twinSchools } from '../../src/world.ts'

const SCHOOL = '0990001N'
const DAY = 86_400_000
const PATIENCE = 240_000

/** What the browser's field of date and time is filled with. */
function fieldOf(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const bellOf = (page: Page) => page.locator('header').getByRole('button', { name: 'Notifications' })

test.group('News that reach their readers', (group) => {
  let database: TestDatabase
  let host: TestHost
  let box: Mailbox
  let ground: Playground
  group.tap((one) => void one.timeout(PATIENCE))

  group.setup(async () => {
    database = await cloneDatabase()
    await twinSchools(database)
    box = await mailbox()
    host = await startHost(database, box.env)
    const browser = await launchBrowser()
    const head = await signedIn(host.url, 'head.1')
    await head.put(`/api/schools/${SCHOOL}/plugins/actualites`, { on: true })
    ground = { url: host.url, browser, database, switchModule: async () => undefined }
    return async () => {
      await browser.close()
      await host.stop()
      await box.stop()
      await database.drop()
    }
  })

  const query = (sql: string, values: unknown[] = []) =>
    asAdmin(database.adminUrl, async (admin) => (await admin.query(sql, values)).rows)

  /** Opens the school always, or closes it until the day after tomorrow. */
  async function hours(closed: boolean) {
    const day = (ahead: number) => new Date(Date.now() + ahead * DAY).toISOString().slice(0, 10)
    const shut = [{ from: day(-1), to: day(1), hours: null, label: 'Fermé' }]
    const head = await signedIn(host.url, 'head.1')
    await head.put(`/api/schools/${SCHOOL}/quiet-hours`, {
      ...NEVER_CLOSED,
      exceptions: closed ? shut : [],
    })
  }

  test('scheduled for the morning with two files: nothing before, then the bell rings on open pages, and the digest goes', async ({
    assert,
  }) => {
    await hours(false)
    await query(
      `update core.accounts set email = 'parent@exemple.test' where identifier = 'guardian.1'`
    )
    const head = await sit(ground, { as: 'head.1' })
    const pupil = await sit(ground, { as: 'student.1' })
    await pupil.open('/')
    await head.open(`/e/${SCHOOL}/actualites/rediger`)
    await head.page.getByLabel('Titre').fill('Forum des métiers')
    await head.page.getByLabel('Texte').fill('Mardi, au CDI.')
    await head.page.getByLabel('Pièces jointes').setInputFiles([
      {
        name: 'Programme.pdf',
        mimeType: 'application/pdf',
        buffer: smallPdf('Programme', ['Accueil à 9 h']),
      },
      { name: 'Plan.pdf', mimeType: 'application/pdf', buffer: smallPdf('Plan', ['Vingt stands']) },
    ])
    await head.page.getByRole('button', { name: 'Retirer Plan.pdf' }).waitFor()
    await head.page.getByLabel('Plus tard, à une date choisie').check()
    await head.page.getByLabel('Date de publication').fill(fieldOf(new Date(Date.now() + DAY)))
    await head.page.getByRole('button', { name: 'Publier' }).click()
    await head.page.getByRole('heading', { level: 1, name: 'Forum des métiers' }).waitFor()
    assert.equal(await bellOf(pupil.page).innerText(), 'Notifications')
    // The morning comes.
    await query(`update core.notices set due_at = now()`)
    await query(`update plugin_actualites.news set published_at = now()`)
    await query(`update core.outbox set due_at = now() where job = 'notify'`)
    await bellOf(pupil.page).getByText('1 non lue').waitFor({ state: 'attached', timeout: 60_000 })
    await pupil.page
      .getByRole('status')
      .getByText('Nouvelle notification')
      .waitFor({ state: 'attached' })
    await bellOf(pupil.page).click()
    await pupil.page
      .getByRole('link', { name: /Forum des métiers/ })
      .first()
      .click()
    await pupil.page.getByRole('heading', { level: 1, name: 'Forum des métiers' }).waitFor()
    for (const name of ['Programme.pdf', 'Plan.pdf']) {
      const [download] = await Promise.all([
        pupil.page.waitForEvent('download'),
        pupil.page.getByRole('link', { name }).click(),
      ])
      assert.equal(download.suggestedFilename(), name)
      assert.equal((await readFile(await download.path())).subarray(0, 5).toString(), '%PDF-')
    }
    await bellOf(pupil.page).getByText('non lue').waitFor({ state: 'detached' })
    await query('update core.notifications set mail_due = now() where mail_due > now()')
    await query(`update core.outbox set due_at = now() where job = 'make-mails'`)
    const [mail] = await until(
      async () => box.received,
      (all) => all.length === 1,
      60
    )
    assert.equal(mail!.to, 'parent@exemple.test')
    assert.include(textOf(mail!.raw), 'Forum des métiers')
    assert.deepEqual(pupil.complaints, [])
    await head.leave()
    await pupil.leave()
  })

  test('during quiet hours its author is warned; colleagues see it, families at the opening', async ({
    assert,
  }) => {
    await hours(true)
    const head = await sit(ground, { as: 'head.1' })
    const parent = await sit(ground, { as: 'guardian.1' })
    const teacher = await sit(ground, { as: 'teacher.1' })
    await parent.open('/notifications')
    await parent.page
      .getByRole('link', { name: /Forum des métiers/ })
      .first()
      .waitFor()
    await teacher.open('/')
    await head.open(`/e/${SCHOOL}/actualites/rediger`)
    await head.page.getByText('Ce sont les heures calmes').waitFor()
    await head.page.getByLabel('Titre').fill('Le soir')
    await head.page.getByLabel('Texte').fill('Bonne nuit.')
    await head.page.getByRole('button', { name: 'Publier' }).click()
    await head.page.getByRole('heading', { level: 1, name: 'Le soir' }).waitFor()
    await bellOf(teacher.page)
      .getByText('2 non lues')
      .waitFor({ state: 'attached', timeout: 60_000 })
    await parent.page.reload()
    await parent.page
      .getByRole('link', { name: /Forum des métiers/ })
      .first()
      .waitFor()
    assert.equal(await parent.page.getByRole('link', { name: /Le soir/ }).count(), 0)
    const at = new Date().toISOString()
    await query('update core.notifications set visible_at = $1 where visible_at > now()', [at])
    await query(
      `update core.outbox set due_at = now(), payload = payload || jsonb_build_object('at', $1::text) where job = 'notify-later'`,
      [at]
    )
    await parent.page
      .getByRole('link', { name: /Le soir/ })
      .first()
      .waitFor({ timeout: 60_000 })
    for (const seat of [head, parent, teacher]) await seat.leave()
  })

  test('somebody chooses how to be told, and finds it kept', async ({ assert }) => {
    const seat = await sit(ground, { as: 'guardian.1' })
    await seat.open('/compte')
    await seat.page.getByRole('link', { name: 'Choisir mes notifications' }).click()
    const line = seat.page.getByRole('group', { name: 'Une actualité m’est adressée' })
    await line.getByRole('combobox').selectOption({ label: 'Un résumé le vendredi à 18\u00a0h' })
    await seat.page.getByText('C’est enregistré.').waitFor()
    await line.getByRole('checkbox', { name: 'Dans Préau' }).click()
    await seat.page.reload()
    await line.getByRole('combobox').waitFor()
    assert.equal(await line.getByRole('combobox').inputValue(), 'weekly')
    assert.isFalse(await line.getByRole('checkbox').isChecked())
    await seat.leave()
  })

  test('the head settles the quiet hours', async ({ assert }) => {
    const seat = await sit(ground, { as: 'head.1' })
    await seat.open(`/pilotage/${SCHOOL}`)
    await seat.page.getByRole('link', { name: 'Heures calmes' }).click()
    await seat.page.getByRole('heading', { level: 1, name: 'Heures calmes' }).waitFor()
    await seat.page.getByLabel('Zone de vacances').selectOption('C')
    await seat.page.getByRole('button', { name: 'Ajouter une exception' }).click()
    await seat.page.getByLabel('Pourquoi (facultatif)').last().fill('Pont')
    await seat.page.getByRole('button', { name: 'Enregistrer' }).click()
    await seat.page.getByText('Les heures calmes sont enregistrées').waitFor()
    await seat.page.reload()
    await seat.page.getByLabel('Zone de vacances').waitFor()
    assert.equal(await seat.page.getByLabel('Zone de vacances').inputValue(), 'C')
    assert.equal(await seat.page.getByLabel('Pourquoi (facultatif)').last().inputValue(), 'Pont')
    await seat.leave()
  })
})
