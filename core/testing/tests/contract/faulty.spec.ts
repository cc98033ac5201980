import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import type { Plugin } from '@preau/kit'
import { cannot, CHECKS, make, reportOf, skipped } from '../../src/contract/battery.ts'
import { layBench } from '../../src/contract/bench.ts'
import type { ContractReport } from '../../src/contract/check.ts'
import { openHost, type OpenedHost } from '../../src/plugin_host/plugin_host.ts'
import type { TestSchool } from '../../src/plugin_host/school.ts'
import { PluginHome } from '../../src/temp_plugins.ts'
import { carnet, type Difference } from './carnet.ts'

/** Each check, with a plugin that breaks that promise and no other; after a comma, in which way. */
const FAULTY: Record<string, Difference> = {
  manifest: { license: '' },
  translations: { permissions: { read: 'Lire', write: 'Écrire' } },
  'translations, of a page': { page: `<template><p>{{ t('ui.nowhere') }}</p></template>` },
  'school-columns': {
    migration: `this.schema.createTable('words', (table) => { table.uuid('id').primary(); table.text('word') })`,
  },
  'rls-forced': {
    migration: `this.defer((db) => db.rawQuery('alter table notes no force row level security'))`,
  },
  'person-columns': {
    migration: `this.schema.alterTable('notes', (table) => this.member(table, 'reader_id'))`,
  },
  filled: {
    migration: `this.schoolTable('shapes', (table) => table.text('shape').notNullable().checkRegex('^[a-c]$'))`,
  },
  'twin-schools': {
    migration: `this.defer((db) => db.rawQuery('create policy wide on notes for select using (true)'))`,
  },
  'twin-schools, by a variable': {
    reading: `globalThis.kept ??= await db.from('notes').select('id', 'title'); return { data: globalThis.kept }`,
  },
  permissions: {
    reading: `if (!scope.member.profiles.includes('head')) throw new PluginError('E_FORBIDDEN', 403, 'heads only')`,
  },
  'hooks-idempotent': { enabled: `await add('Bienvenue ' + crypto.randomUUID())` },
  'off-means-gone': {
    routes: `router.get('/api/${'${id}'}/open', () => 'always there')`,
  },
  'on-again': { disabled: `await db.from('reminders').delete()` },
  migrations: {
    second: `this.schema.alterTable('notes', (table) => table.text('kind').notNullable())
      this.defer((db) => db.rawQuery("alter table notes alter kind set default 'note'"))`,
  },
  'export-complete': {
    export: `
      const notes = await db.from('notes').select('id', 'title').where('author_id', memberId)
      const reminders = await db.from('reminders').where('member_id', memberId)
      yield { path: 'carnet.json', data: { notes, reminders } }`,
  },
  'erase-complete': {
    erase: `
      const notes = await db.from('notes').where('author_id', memberId).update({ author_id: null })
      return { rows: Number(notes), files: await scope.files.disown(memberId) }`,
  },
  purge: {
    migration: `this.defer((db) => db.rawQuery('create policy kept on notes as restrictive for delete using (false)'))`,
  },
}

function idOf(way: string): string {
  return `carnet-${way.replaceAll(/[^a-z]+/g, '-')}`
}

test.group('The battery', (group) => {
  const home = new PluginHome()
  const faulty = Object.keys(FAULTY).map((way) => ({ way, id: idOf(way) }))
  let host: OpenedHost
  let schools: readonly [TestSchool, TestSchool]
  const plugins = new Map<string, Plugin>()

  group.setup(async () => {
    const all = [{ way: '', id: 'carnet' }, ...faulty]
    for (const { way, id } of all) {
      const written = JSON.stringify(FAULTY[way] ?? {}).replaceAll('${id}', id)
      home.write(carnet(id, JSON.parse(written) as Difference))
    }
    for (const [at, { id }] of all.entries()) {
      const url = pathToFileURL(join(home.folders[at]!, 'plugin.js')).href
      plugins.set(id, ((await import(url)) as { default: Plugin }).default)
    }
    const [first, ...others] = plugins.values()
    host = await openHost({ plugins: [first!, ...others], folders: home.folders })
    schools = [host.place(), host.place()]
    return async () => {
      await host.close()
      home.remove()
    }
  })

  async function battery(id: string): Promise<ContractReport> {
    const bench = await layBench({ plugin: plugins.get(id)!, host, schools }, {})
    const outcomes = []
    for (const check of CHECKS.filter(
      ({ code }) => code !== 'migrations' || hasOwnMigrations(id)
    )) {
      const reason = await cannot(check, bench)
      outcomes.push(reason === undefined ? await make(check, bench) : skipped(check, reason))
    }
    for (const school of schools) await school.switchOff(id)
    return reportOf(bench, outcomes)
  }

  /** Where migrations are the good plugin's, they are not made once more. */
  function hasOwnMigrations(id: string): boolean {
    const way = faulty.find((one) => one.id === id)?.way
    const { migration, second } = (way && FAULTY[way]) || { migration: '' }
    return migration !== undefined || second !== undefined
  }

  const red = ({ checks }: ContractReport) =>
    checks
      .filter(({ state }) => state === 'failed')
      .map(({ code, findings }) => ({ code, findings }))

  test('finds nothing in a good plugin', async ({ assert }) => {
    const report = await battery('carnet')
    assert.deepEqual(red(report), [])
    assert.equal(report.passed + report.skipped, CHECKS.length)
  }).timeout(120_000)

  test('asks for rows that name somebody, where the author’s own name nobody', async ({
    assert,
  }) => {
    const bench = await layBench(
      { plugin: plugins.get('carnet')!, host, schools },
      {
        async fill({ school }) {
          const whose = [school.id, `Sans auteur ${school.uai}`]
          await host.sql('delete from plugin_carnet.notes where school_id = $1', [school.id])
          await host.sql(
            `insert into plugin_carnet.notes (school_id, title, body, colour) values ($1, $2, 'Texte', 'red')`,
            whose
          )
        },
      }
    )
    const { findings } = await make(
      CHECKS.find(({ code }) => code === 'filled')!,
      bench
    )
    assert.deepEqual(
      findings.map(({ what }) => what),
      ['no row of « notes » names anybody but the head by « author_id »']
    )
  }).timeout(60_000)

  for (const { way, id } of faulty)
    test(`finds the promise that one breaks, and no other: ${way}`, async ({ assert }) => {
      const found = red(await battery(id))
      assert.deepEqual(
        found.map((one) => one.code),
        [way.split(',')[0]],
        JSON.stringify(found, null, 2)
      )
      assert.isNotEmpty(found[0]!.findings)
      for (const { what, remedy } of found[0]!.findings) assert.isTrue(what !== '' && remedy !== '')
    }).timeout(120_000)
})
