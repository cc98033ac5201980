import type {} from '@japa/assert'
import { test } from '@japa/runner'
import type { Plugin } from '@preau/kit'
import hello from '../../../../plugins/hello/plugin.ts'
import { layBench } from '../../src/contract/bench.ts'
import { pages } from '../../src/contract/checks/pages.ts'
import { openHost, type OpenedHost } from '../../src/plugin_host/plugin_host.ts'
import { PluginHome } from '../../src/temp_plugins.ts'

/** The plugin « hello » again, whose one route does as the test wishes; its page is that of the checkout. */
function helloAgain(answer: string): PluginHome {
  const home = new PluginHome()
  home.write({
    id: 'hello',
    plugin: `import { definePlugin } from '@preau/kit'
      export default definePlugin(${JSON.stringify(hello.manifest)})`,
    server: `import { defineServer } from '@preau/kit/server'
      import hello from './plugin.js'
      export default defineServer(hello, {
        routes: (router) => router.get('/', { permission: 'hello.read' }, () => { ${answer} }),
      })`,
    locales: { fr: { name: 'Bonjour', pages: { home: 'Bonjour' }, privacy: { none: 'Rien.' } } },
  })
  return home
}

test.group('The pages of a plugin', () => {
  async function look(answer: string) {
    const home = helloAgain(answer)
    let host: OpenedHost | undefined
    try {
      host = await openHost({ plugins: [hello], folders: home.folders })
      const schools = [host.place(), host.place()] as const
      const bench = await layBench({ plugin: hello as Plugin, host, schools }, {})
      return await pages.run(bench)
    } finally {
      await host?.close()
      home.remove()
    }
  }

  test('are red when one complains in the console', async ({ assert }) => {
    const [found, ...more] = await look(`throw new Error('broken')`)
    assert.lengthOf(more, 0)
    assert.include(found!.what, 'the page « home » complains')
    assert.include(found!.what, '500')
  })

  test('are green when they open and say nothing', async ({ assert }) => {
    assert.deepEqual(await look(`return { message: 'Bonjour' }`), [])
  })
})
