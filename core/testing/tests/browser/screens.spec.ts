import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { colour, tooWide, violations } from '../../src/axe.ts'
import { schoolDay } from '../../src/school_day.ts'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { authorityOf, NARROW, settled, sit, WIDE, type Seat } from '../../src/seat.ts'

/** What dark colours change: the rest of the page is the same. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const ROUTER = join(import.meta.dirname, '../../../../admin/app/src/router.ts')
const LIBRARY = `/e/${COLLEGE.uai}/cdi`
const MODULES = `/pilotage/${COLLEGE.uai}`

interface Screen {
  title: string
  /** Identifier of whoever looks at it; absent: somebody not signed in. */
  as?: string
  /** `:authority` is that of whoever looks. */
  path: string
  /** What is done on the page before it is looked at. */
  act?(seat: Seat): Promise<void>
}

const press = (name: string | RegExp) => async (seat: Seat) => {
  await seat.page.locator('main').getByRole('button', { name }).first().click()
  await settled(seat.page)
}
const part = (name: string) => (seat: Seat) => seat.page.getByRole('tab', { name }).click()
const follow = (name: string) => async (seat: Seat) => {
  await seat.page.locator('main').getByRole('link', { name }).first().click()
  await seat.page.getByRole('heading', { level: 1, name }).waitFor()
  await settled(seat.page)
}
const scan = (code: string) => async (seat: Seat) => {
  await seat.page.getByLabel('Carte ou document').fill(code)
  await seat.page.keyboard.press('Enter')
  await seat.page.getByRole('button', { name: 'Lecteur suivant' }).waitFor()
  await settled(seat.page)
}
const news = async (seat: Seat) => {
  await seat.page.locator('main').getByRole('link', { name: 'Menus de la semaine' }).click()
  await seat.page.getByRole('heading', { level: 1, name: 'Menus de la semaine' }).waitFor()
}

const thread = async (seat: Seat) => {
  await seat.page.locator('main').getByRole('link', { name: 'Mon exposé sur Jules Verne' }).click()
  await seat.page.getByRole('heading', { level: 1, name: 'Mon exposé sur Jules Verne' }).waitFor()
  await settled(seat.page)
}

const reporting = async (seat: Seat) => {
  await thread(seat)
  await seat.page.getByRole('button', { name: 'Signaler' }).first().click()
  await seat.page.getByLabel('Harcèlement').check()
  await seat.page.getByRole('link', { name: '3018' }).waitFor()
}

const bell = async (seat: Seat) => {
  await seat.page.locator('header').getByRole('button', { name: 'Notifications' }).click()
  await seat.page.getByRole('link', { name: 'Toutes les notifications' }).waitFor()
  await settled(seat.page)
}

const changeOffer = async (seat: Seat) => {
  await press(/^Changer/)(seat)
  await seat.page.getByRole('radio').first().check()
  await seat.page
    .getByText('sans pouvoir y être éteint')
    .or(seat.page.getByText('choisiront'))
    .waitFor()
}
const openCell = async (seat: Seat) => {
  await seat.page.getByRole('gridcell').first().click()
  await settled(seat.page)
}

/** A week of the demonstration that has lessons, whatever day it is. */
const TIMETABLE = `/e/${COLLEGE.uai}/emploi-du-temps`
const week = (by: 'day' | 'week', more = '') => `${TIMETABLE}?day=${schoolDay()}&by=${by}${more}`
const changeLesson = async (seat: Seat) => {
  await seat.page.getByRole('option', { name: '5A', exact: true }).waitFor({ state: 'attached' })
  await seat.page.getByLabel('Emploi du temps de').selectOption({ label: '5A' })
  await seat.page
    .locator('main')
    .getByRole('button', { name: /Changer ce cours/ })
    .first()
    .click()
  await seat.page.getByRole('radio', { name: 'Il est déplacé' }).check()
}

const SCREENS: Screen[] = [
  { title: 'sign-in', path: '/connexion' },
  { title: 'invitation', path: '/invitation' },
  { title: 'accessibility', path: '/accessibilite' },
  { title: 'personal data', path: '/donnees-personnelles' },
  { title: 'help', path: '/aide' },
  { title: 'not found', path: '/nulle-part' },
  ...as('lina.durand', [
    { title: 'home of a pupil', path: '/' },
    { title: 'hello', path: `/e/${COLLEGE.uai}/hello` },
    { title: 'news', path: `/e/${COLLEGE.uai}/actualites` },
    { title: 'a portfolio', path: `/e/${COLLEGE.uai}/folios` },
    { title: 'writing a trace', path: `/e/${COLLEGE.uai}/folios/rediger` },
    { title: 'messages', path: `/e/${COLLEGE.uai}/messagerie` },
    { title: 'a thread', path: `/e/${COLLEGE.uai}/messagerie`, act: thread },
    { title: 'reporting a message', path: `/e/${COLLEGE.uai}/messagerie`, act: reporting },
    { title: 'writing a message', path: `/e/${COLLEGE.uai}/messagerie/ecrire` },
    { title: 'notifications', path: '/notifications' },
    { title: 'timetable of a pupil by week', path: week('week') },
    { title: 'timetable of a pupil by day', path: week('day') },
    { title: 'the open bell', path: '/', act: bell },
  ]),
  ...as('lina.durand', [
    { title: 'catalogue', path: LIBRARY },
    { title: 'my loans', path: `${LIBRARY}/mes-prets` },
    { title: 'reading lists', path: `${LIBRARY}/selections` },
    { title: 'a reading list', path: `${LIBRARY}/selections`, act: follow('Aventures en mer') },
    { title: 'a document', path: LIBRARY, act: follow('Candide') },
  ]),
  ...as('helene.roussel', [
    {
      title: 'asking a class for a trace',
      path: `/e/${COLLEGE.uai}/folios/activites`,
      act: press('Proposer une activité'),
    },
  ]),
  ...as('nadia.faure', [
    { title: 'cataloguing', path: `${LIBRARY}/cataloguer` },
    { title: 'a document with its copies', path: LIBRARY, act: follow('Candide') },
    { title: 'the desk', path: `${LIBRARY}/pret`, act: scan('L000001') },
    { title: 'late loans', path: `${LIBRARY}/retards` },
    { title: 'imports and exports', path: `${LIBRARY}/imports` },
    { title: 'labels', path: `${LIBRARY}/etiquettes` },
    { title: 'making a reading list', path: `${LIBRARY}/composer` },
  ]),
  ...as('claire.durand', [
    { title: 'home of a parent of two schools', path: '/' },
    { title: 'timetable of children', path: week('week') },
    {
      title: 'messages of all schools',
      path: `/e/${COLLEGE.uai}/messagerie?dossier=everywhere`,
    },
    { title: 'choice of notifications', path: '/compte/notifications' },
  ]),
  ...as(COLLEGE.head, [
    { title: 'home of a head', path: '/' },
    { title: 'account', path: '/compte' },
    { title: 'help, signed in', path: '/aide' },
    { title: 'modules', path: MODULES },
    { title: 'rights of a module', path: `${MODULES}/actualites` },
    { title: 'settings of a module', path: `${MODULES}/actualites`, act: part('Réglages') },
    { title: 'data of a module', path: `${MODULES}/actualites`, act: part('Données') },
    { title: 'ledger of a module', path: `${MODULES}/actualites`, act: part('Historique') },
    { title: 'switching off', path: `${MODULES}/actualites`, act: press('Éteindre') },
    { title: 'pausing', path: `${MODULES}/actualites`, act: press('Mettre en pause') },
    { title: 'committee', path: `${MODULES}/commission` },
    { title: 'ledger of the school', path: `${MODULES}/historique` },
    { title: 'what a module is', path: `${MODULES}/actualites`, act: part('À propos') },
    { title: 'quiet hours', path: `${MODULES}/heures-calmes`, act: press('Ajouter une exception') },
    { title: 'personal data of the school', path: `${MODULES}/donnees` },
    { title: 'rights of people', path: `${MODULES}/personnes` },
    { title: 'data of somebody', path: `${MODULES}/personnes`, act: press(/^Données de/) },
    { title: 'work of the school', path: `${MODULES}/travaux` },
    { title: 'rules of messages', path: `/e/${COLLEGE.uai}/messagerie/regles` },
    { title: 'module with a crisis switch', path: `${MODULES}/messagerie` },
    { title: 'mails', path: `${MODULES}/courriels` },
    { title: 'shared portfolios', path: `/e/${COLLEGE.uai}/folios/partages` },
    { title: 'reports', path: `${MODULES}/signalements` },
    { title: 'changing a lesson', path: week('week'), act: changeLesson },
    { title: 'importing the timetable', path: `${TIMETABLE}/importer` },
    { title: 'parts of classes', path: `${TIMETABLE}/parties` },
    { title: 'one news', path: `/e/${COLLEGE.uai}/actualites`, act: news },
    { title: 'writing a news', path: `/e/${COLLEGE.uai}/actualites/rediger` },
  ]),
  ...as(LYCEE.head, [
    { title: 'switching on', path: `/pilotage/${LYCEE.uai}`, act: press('Allumer Bonjour') },
    { title: 'not open here', path: `/e/${LYCEE.uai}/hello` },
  ]),
  ...as('agent.collectivite', [
    { title: 'home of an agent', path: '/' },
    { title: 'matrix', path: '/collectivites/:authority' },
    { title: 'work of the schools', path: '/collectivites/:authority/travaux' },
    { title: 'changing an offer', path: '/collectivites/:authority', act: changeOffer },
    { title: 'a cell of the matrix', path: '/collectivites/:authority', act: openCell },
  ]),
]

function as(identifier: string, screens: Screen[]): Screen[] {
  return screens.map((screen) => ({ ...screen, as: identifier }))
}

test.group('Every screen', (group) => {
  let ground: Playground
  const seats = new Map<string, Seat>()

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'hello', true)
    await ground.switchModule(LYCEE.uai, 'hello', false)
    return async () => {
      for (const seat of seats.values()) await seat.leave()
    }
  })

  async function seatOf(identifier = ''): Promise<Seat> {
    const seat = seats.get(identifier) ?? (await sit(ground, identifier ? { as: identifier } : {}))
    seats.set(identifier, seat)
    return seat
  }

  test('is one of these: none of the router’s is forgotten', ({ assert }) => {
    const patterns = readFileSync(ROUTER, 'utf8').matchAll(/\bpath: '([^']+)'/g)
    const seen = (pattern: string) => SCREENS.some(({ path }) => matcher(pattern).test(path))
    const forgotten = [...patterns].flatMap(([, path = '']) => (seen(path) ? [] : [path]))
    assert.deepEqual(forgotten, [])
  })

  for (const { title, as: identifier, path, act } of SCREENS)
    test(`${title}: axe finds nothing and nothing is too wide, wide and narrow, light and dark; nothing complains`, async ({
      assert,
    }) => {
      const seat = await seatOf(identifier)
      seat.complaints.length = 0
      const authority = path.includes(':authority') ? await authorityOf(seat, ground) : ''
      await seat.open(path.replace(':authority', authority))
      await act?.(seat)
      assert.deepEqual(await findings(seat), {})
      assert.deepEqual(seat.complaints, [])
    })
})

/** What the router's pattern matches. */
function matcher(pattern: string): RegExp {
  const source = pattern.replace(/\/:\w+\(\.\*\)\*$/, '(/.*)?').replace(/:\w+/g, '[^/]+')
  return new RegExp(`^${source}$`)
}

/** What is wrong with a screen, by width and colours. */
async function findings({ page }: Seat): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    await page.setViewportSize(viewport)
    const wider = await tooWide(page)
    if (wider > 0) found[`${size}: pixels too wide`] = wider
    for (const colorScheme of ['light', 'dark'] as const) {
      await colour(page, colorScheme)
      const rules = colorScheme === 'dark' ? COLOUR_RULES : undefined
      const broken = await violations(page, rules)
      if (broken.length) found[`${size}, ${colorScheme}`] = broken
    }
  }
  await page.setViewportSize(WIDE)
  await colour(page, 'light')
  return found
}
