import type {} from '@japa/assert'
import { test } from '@japa/runner'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../src/browser.ts'
import { startHost, type TestHost } from '../../src/host.ts'
import { cloneDatabase, type TestDatabase } from '../../src/postgres.ts'
import { signedIn } from '../../src/visitor.ts'
import { twinSchools } from '../../src/world.ts'
import { weighScreens } from '../../../../admin/app/scripts/weight.mjs'

/** Bytes under which nothing is gained by compressing. */
const SMALL = 4096

test.group('The first screen after sign-in, in the browser', (group) => {
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

  test('loads what its weight counts and nothing else, compressed, from this host alone', async ({
    assert,
  }) => {
    const head = await signedIn(host.url, 'head.1')
    await head.put('/api/schools/0990001N/plugins/actualites', { on: true })
    const context = await browser.newContext({ locale: 'fr-FR' })
    const url = host.url
    await context.addCookies([...head.cookies].map(([name, value]) => ({ name, value, url })))
    const page = await context.newPage()
    const asked: string[] = []
    const plain: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('response', (response) => {
      const { 'content-encoding': coding, 'content-length': length } = response.headers()
      const text = /\.(js|css)$/.test(response.url())
      if (text && !coding && Number(length) > SMALL) plain.push(response.url())
    })
    await page.goto(`${url}/`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('main').getByText('Informations').first().waitFor()
    await page.waitForLoadState('networkidle')
    const foreign = asked.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith('data:'))
    assert.deepEqual(foreign, [])
    assert.deepEqual(plain, [])
    const [first] = weighScreens()
    const loaded = asked
      .map((one) => one.slice(url.length + 1))
      .filter((one) => /\.(js|css)$/.test(one))
    assert.includeMembers(
      loaded,
      first!.files.filter((file) => /NewsWidget/.test(file))
    )
    assert.deepEqual(
      loaded.filter((file) => !first!.files.includes(file)),
      []
    )
  })
})
