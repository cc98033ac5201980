import { fixture, installPlugins } from '../../testing/src/migrate.ts'
import { asAdmin } from '../../testing/src/postgres.ts'
import { benchDatabase } from './support/bench_database.ts'

/** A school where the tests' plugin is on; the process that asks is made to load that plugin. */
export async function prepareJobs(url: string) {
  const folders = [fixture('atelier')]
  await installPlugins(benchDatabase(url), folders)
  process.env['PREAU_PLUGINS'] = folders.join(':')
  const school = await asAdmin(url, async (admin) => {
    const { rows } = await admin.query<{ id: string; uai: string; name: string }>(
      `insert into core.schools (uai, name) values ('0990001N', 'Collège du Préau') returning id, uai, name`
    )
    await admin.query(
      `insert into core.activations (school_id, plugin, is_on, active, revision)
       values ($1, 'atelier', true, true, nextval('core.revision'))`,
      [rows[0]!.id]
    )
    return rows[0]!
  })
  return { school: { ...school, timezone: 'Europe/Paris', locale: 'fr' } }
}
