import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { colour, tooWide, violations } from '../../src/axe.ts'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { matrixPath, NARROW, settled, sit, WIDE, type Seat } from '../../src/seat.ts'

/** What dark colours change: the rest of the page is the same. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const HEAD = COLLEGE.head
const MODULES = `/pilotage/${COLLEGE.uai}`

interface Screen {
  title: string
  /** The matrix's own address is known at run time only. */
  path?: string
  /** What is done on the page before it is looked at. */
  act?(seat: Seat): Promise<void>
}

const press = (name: string | RegExp) => async (seat: Seat) => {
  await seat.page.locator('main').getByRole('button', { name }).first().click()
  await settled(seat.page)
}
const part = (name: string) => (seat: Seat) => seat.page.getByRole('tab', { name }).click()
const news = async (seat: Seat) => {
  await seat.page.locator('main').getByRole('link', { name: 'Menus de la semaine' }).click()
  await seat.page.getByRole('heading', { level: 1, name: 'Menus de la semaine' }).waitFor()
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

const SCREENS: Record<string, Screen[]> = {
  '': [
    { title: 'sign-in', path: '/connexion' },
    { title: 'invitation', path: '/invitation' },
    { title: 'accessibility', path: '/accessibilite' },
    { title: 'personal data', path: '/donnees-personnelles' },
    { title: 'help', path: '/aide' },
    { title: 'not found', path: '/nulle-part' },
  ],
  'lina.durand': [
    { title: 'home of a pupil', path: '/' },
    { title: 'hello', path: `/e/${COLLEGE.uai}/hello` },
    { title: 'news', path: `/e/${COLLEGE.uai}/actualites` },
  ],
  'claire.durand': [{ title: 'home of a parent of two schools', path: '/' }],
  [HEAD]: [
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
    { title: 'one news', path: `/e/${COLLEGE.uai}/actualites`, act: news },
    { title: 'writing a news', path: `/e/${COLLEGE.uai}/actualites/rediger` },
  ],
  [LYCEE.head]: [
    { title: 'switching on', path: `/pilotage/${LYCEE.uai}`, act: press('Allumer Bonjour') },
    { title: 'not open here', path: `/e/${LYCEE.uai}/hello` },
  ],
  'agent.collectivite': [
    { title: 'home of an agent', path: '/' },
    { title: 'matrix' },
    { title: 'changing an offer', act: changeOffer },
    { title: 'a cell of the matrix', act: openCell },
  ],
}

test.group('Every screen', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
    await ground.switchModule(COLLEGE.uai, 'hello', true)
    await ground.switchModule(LYCEE.uai, 'hello', false)
  })

  for (const [as, screens] of Object.entries(SCREENS))
    test(`${as || 'somebody not signed in'}: axe finds nothing, wide and narrow, light and dark; nothing is too wide, nothing complains`, async ({
      assert,
    }) => {
      const seat = await sit(ground, as ? { as } : {})
      const found: Record<string, unknown> = {}
      for (const { title, path, act } of screens) {
        await seat.open(path ?? (await matrixPath(seat)))
        await act?.(seat)
        Object.assign(found, await findings(seat, title))
      }
      assert.deepEqual(found, {})
      assert.deepEqual(seat.complaints, [])
      await seat.leave()
    })
})

/** What is wrong with a screen at each width and in each colours, by the name of the look that it was given. */
async function findings({ page }: Seat, title: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    await page.setViewportSize(viewport)
    const wider = await tooWide(page)
    if (wider > 0) found[`${title}, ${size}: pixels too wide`] = wider
    for (const colorScheme of ['light', 'dark'] as const) {
      await colour(page, colorScheme)
      const rules = colorScheme === 'dark' ? COLOUR_RULES : undefined
      const broken = await violations(page, rules)
      if (broken.length) found[`${title}, ${size}, ${colorScheme}`] = broken
    }
  }
  await page.setViewportSize(WIDE)
  await colour(page, 'light')
  return found
}
