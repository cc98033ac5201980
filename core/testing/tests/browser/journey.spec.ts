import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type {} from '@japa/assert'
import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../src/browser.ts'
import { startHost, type TestHost } from '../../src/host.ts'
import { cloneDatabase, type TestDatabase } from '../../src/postgres.ts'
import { twinSchools } from '../../src/world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { html: string }[]
}

/** What axe finds on the page, by rule and element. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)`
  )
  return (found as Violation[]).flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html}`)
  )
}

test.group('In the browser', (group) => {
  let database: TestDatabase
  let host: TestHost
  let browser: Browser

  group.setup(async () => {
    database = await cloneDatabase()
    await twinSchools(database)
    host = await startHost(database)
    browser = await launchBrowser()
    return async () => {
      await browser.close()
      await host.stop()
      await database.drop()
    }
  })

  async function visit(identifier: string, width = 1280): Promise<Page> {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width, height: 800 } })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.goto(`${host.url}/connexion`)
    await page.getByLabel('Identifiant').fill(identifier)
    await page.locator('input[type=password]').fill('preau-demo')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${host.url}/`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }

  test('the head switches a module on, a pupil finds it and uses it', async ({ assert }) => {
    const head = await visit('head.1')
    await head.goto(`${host.url}/pilotage/0990001N/hello`)
    await head.getByRole('button', { name: 'Allumer' }).first().click()
    await head.getByRole('button', { name: 'Allumer Bonjour' }).click()
    await head.getByRole('button', { name: 'Éteindre' }).first().waitFor()
    const pupil = await visit('student.1')
    await pupil.getByRole('link', { name: 'Bonjour' }).first().click()
    await pupil
      .getByText(/student 1/)
      .first()
      .waitFor()
    assert.include(pupil.url(), '/e/0990001N/hello')
  })

  test('a guardian of two schools has both on one home', async ({ assert }) => {
    const page = await visit('both')
    await page.locator('main').getByText('École 2').first().waitFor()
    const text = await page.locator('main').innerText()
    assert.include(text, 'École 1')
    assert.include(text, 'École 2')
  })

  for (const width of [1280, 320])
    test(`axe finds nothing at ${width} px, and nothing is wider than the screen`, async ({
      assert,
    }) => {
      const head = await visit('head.1', width)
      for (const path of ['/', '/pilotage/0990001N', '/pilotage/0990001N/actualites', '/compte']) {
        await head.goto(host.url + path)
        await head.getByRole('heading', { level: 1 }).waitFor()
        await head.waitForTimeout(500)
        assert.deepEqual(await violations(head), [], path)
        const wide = await head.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.isAtMost(Number(wide), 0, path)
      }
    })

  test('no page asks another host for anything, and none breaks the content security policy', async ({
    assert,
  }) => {
    const context = await browser.newContext({ locale: 'fr-FR' })
    const page = await context.newPage()
    const foreign: string[] = []
    const refused: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(host.url) && !request.url().startsWith('data:'))
        foreign.push(request.url())
    })
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
    })
    await page.goto(`${host.url}/connexion`)
    await page.waitForLoadState('networkidle')
    assert.deepEqual(foreign, [])
    assert.deepEqual(refused, [])
  })
})
