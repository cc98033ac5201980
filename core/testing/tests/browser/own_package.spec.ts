import type {} from '@japa/assert'
import { test } from '@japa/runner'
import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../src/browser.ts'
import { cloneCheckout, type Checkout } from '../../src/checkout.ts'
import { COLLEGE } from '../../src/playground.ts'
import { sit } from '../../src/seat.ts'
import { signedIn } from '../../src/visitor.ts'

const ID = 'carnet-de-bord'
const NAME = 'Carnet de bord'
const PATIENCE = 900_000

test.group('A package of one’s own, from its creation to its removal', (group) => {
  let clone: Checkout
  let browser: Browser
  let host: Awaited<ReturnType<Checkout['start']>> | undefined
  const folder = () => join(clone.home, ID)
  const tarball = () => join(folder(), `preau-plugin-${ID}-0.1.0.tgz`)
  group.tap((one) => void one.timeout(PATIENCE))

  group.setup(async () => {
    clone = await cloneCheckout()
    browser = await launchBrowser()
    return async () => {
      await browser.close()
      await host?.stop()
      clone.remove()
    }
  })

  const somebody = (as: string) => sit({ browser, url: host!.url }, { as })

  test('it is written with one command, outside of the checkout, and packed', async ({
    assert,
  }) => {
    await clone.preau(['new:plugin', `../${ID}`, '--title', NAME], clone.folder)
    // What `npm install` would fetch is in the clone already.
    const modules = join(clone.folder, 'node_modules')
    symlinkSync(modules, join(folder(), 'node_modules'))
    const compiler = join(modules, 'typescript/bin/tsc')
    const sources = ['--customConditions', 'preau-src', '--types', 'node']
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', ...sources], {
      cwd: folder(),
    })
    const npm = process.env['npm_execpath'] ?? 'npm'
    const pack = ['pack', '--ignore-scripts', '--silent']
    if (npm.endsWith('.js')) execFileSync(process.execPath, [npm, ...pack], { cwd: folder() })
    else execFileSync(npm, pack, { cwd: folder() })
    assert.isAbove(readFileSync(tarball()).length, 500)
  })

  test('its tarball is installed in a fresh clone, which finds it when it starts', async ({
    assert,
  }) => {
    assert.include(await clone.preau(['plugin', 'install', tarball()]), `${ID} 0.1.0 is installed`)
    assert.match(await clone.preau(['plugin', 'list']), new RegExp(`${ID} +0\\.1\\.0 +installed`))
    host = await clone.start()
    const agent = await somebody('agent.collectivite')
    const me = await agent.page.request.get(`${host.url}/api/me`)
    const { authorities } = (await me.json()) as { authorities: { id: string }[] }
    const [authority] = authorities
    await agent.open(`/collectivites/${authority!.id}`)
    await agent.page.getByRole('columnheader', { name: NAME }).waitFor()
    await agent.leave()
    const officer = await signedIn(host.url, 'agent.collectivite')
    const offer = { plugin: ID, offer: 'offered', reason: 'Pour essayer' }
    const { status } = await officer.put(`/api/authorities/${authority!.id}/offers`, offer)
    assert.equal(status, 200)
  })

  test('the head sees what it is before he switches it on; a pupil uses its page', async ({
    assert,
  }) => {
    const head = await somebody('odile.lambert')
    await head.open(`/pilotage/${COLLEGE.uai}/${ID}?partie=a-propos`)
    const about = await head.page.getByRole('tabpanel').innerText()
    assert.include(about, 'Installé par l’équipe qui fait vivre ce site')
    assert.include(about, 'Apache-2.0')
    assert.include(about, '^0.1.0')
    assert.match(about, /Poids ajouté aux pages\s+\d+/)
    assert.include(about, 'Pas encore faites ici')
    await head.page.getByRole('button', { name: 'Allumer', exact: true }).click()
    const panel = head.page.getByRole('dialog', { name: `Allumer ${NAME}` })
    await panel.getByRole('button', { name: `Allumer ${NAME}` }).click()
    await head.page.getByText(`${NAME} est allumé.`).waitFor()
    assert.deepEqual(head.complaints, [])
    await head.leave()
    const pupil = await somebody('lina.durand')
    await pupil.open('/')
    await pupil.page.getByRole('link', { name: NAME }).first().click()
    await pupil.page.waitForURL(`${host!.url}/e/${COLLEGE.uai}/${ID}`)
    await pupil.page.getByText('Lina').last().waitFor()
    assert.deepEqual(pupil.complaints, [])
    await pupil.leave()
  })

  test('the battery of the contract passes on it, and the dashboard says so', async ({
    assert,
  }) => {
    const installed = join(clone.folder, 'plugins/.installed/node_modules', `preau-plugin-${ID}`)
    const said = await clone.preau(['plugin', 'check', '--plugin', installed])
    assert.match(said, new RegExp(`${ID} 0\\.1\\.0: \\d+ passed, 0 failed`))
    const head = await somebody('odile.lambert')
    await head.open(`/pilotage/${COLLEGE.uai}/${ID}?partie=a-propos`)
    await head.page.getByText(/\d+ vérifications réussies, le/).waitFor()
    await head.leave()
  })

  test('removed, it is missing and named, what the school keeps stays; put back, it serves', async ({
    assert,
  }) => {
    await host!.stop()
    assert.include(await clone.preau(['plugin', 'remove', ID]), `${ID} is removed`)
    host = await clone.start()
    const head = await somebody('odile.lambert')
    await head.open(`/pilotage/${COLLEGE.uai}`)
    const card = head.page.getByRole('listitem').filter({ hasText: NAME })
    await card.getByText('Indisponible').waitFor()
    await head.leave()
    const pupil = await somebody('lina.durand')
    await pupil.open('/')
    assert.equal(await pupil.page.getByRole('link', { name: NAME }).count(), 0)
    await pupil.leave()
    await host.stop()
    await clone.preau(['plugin', 'install', tarball()])
    host = await clone.start()
    const back = await somebody('lina.durand')
    await back.open(`/e/${COLLEGE.uai}/${ID}`)
    await back.page.getByText('Lina').last().waitFor()
    await back.leave()
  })
})
