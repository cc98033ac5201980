import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { COLLEGE, LYCEE, playground, type Playground } from '../../src/playground.ts'
import { sit, type Seat } from '../../src/seat.ts'

const NOT_FOUND = /status of 404/

test.group('A module that is off', (group) => {
  let ground: Playground

  group.setup(async () => {
    ground = await playground()
  })
  group.each.setup(async () => {
    await ground.switchModule(COLLEGE.uai, 'hello', true)
    await ground.switchModule(COLLEGE.uai, 'actualites', true)
    return async () => {
      await ground.switchModule(COLLEGE.uai, 'hello', true)
      await ground.switchModule(COLLEGE.uai, 'actualites', true)
    }
  })

  const title = ({ page }: Seat, name: string) => page.getByRole('heading', { level: 1, name })
  const hasFocus = (seat: Seat, name: string) =>
    title(seat, name).evaluate((element) => element === element.ownerDocument.activeElement)

  test('while its page is open, it says so when its window comes back to the front', async ({
    assert,
  }) => {
    const lina = await sit(ground, { as: 'lina.durand' })
    await lina.open(`/e/${COLLEGE.uai}/hello`)
    await ground.switchModule(COLLEGE.uai, 'hello', false)
    await lina.page.evaluate(`window.dispatchEvent(new Event('focus'))`)
    await title(lina, 'Ce service a été éteint').waitFor()
    await lina.page.getByText('« Bonjour » n’est plus proposé').waitFor()
    assert.equal(await lina.page.getByRole('link', { name: 'Bonjour' }).count(), 0)
    assert.isTrue(await hasFocus(lina, 'Ce service a été éteint'))
    assert.deepEqual(lina.complaints, [])
    await lina.leave()
  })

  test('while its page is open, it says so at the next gesture', async ({ assert }) => {
    const lina = await sit(ground, { as: 'lina.durand' })
    await lina.open(`/e/${COLLEGE.uai}/actualites`)
    await ground.switchModule(COLLEGE.uai, 'actualites', false)
    await lina.page.locator('main').getByRole('link', { name: 'Forum des métiers' }).click()
    await title(lina, 'Ce service a été éteint').waitFor()
    assert.deepEqual(
      lina.complaints.filter((complaint) => !NOT_FOUND.test(complaint)),
      []
    )
    await lina.leave()
  })

  test('by its address, it says that it is not open here, and to the head where to switch it on', async ({
    assert,
  }) => {
    await ground.switchModule(COLLEGE.uai, 'hello', false)
    const lina = await sit(ground, { as: 'lina.durand' })
    await lina.open(`/e/${COLLEGE.uai}/hello`)
    await title(lina, 'Ce service n’est pas ouvert ici').waitFor()
    assert.equal(await lina.page.getByRole('link', { name: 'Voir ce module' }).count(), 0)
    assert.deepEqual(lina.complaints, [])
    await lina.leave()

    const odile = await sit(ground, { as: COLLEGE.head })
    await odile.open(`/e/${COLLEGE.uai}/hello`)
    await odile.page.getByRole('link', { name: 'Voir ce module' }).click()
    await title(odile, 'Bonjour').waitFor()
    await odile.page.getByRole('button', { name: 'Allumer' }).waitFor()
    await odile.leave()
  })

  test('what is no module, no page of it or no school of one’s own is a page not found', async ({
    assert,
  }) => {
    const lina = await sit(ground, { as: 'lina.durand' })
    const paths = [
      `/e/${COLLEGE.uai}/rien`,
      `/e/${COLLEGE.uai}/actualites/rediger`,
      `/e/${LYCEE.uai}/hello`,
      '/e/0990000A/hello',
    ]
    for (const path of paths) {
      await lina.open(path)
      assert.equal(await title(lina, 'Page introuvable').count(), 1, path)
    }
    await lina.leave()
  })
})
