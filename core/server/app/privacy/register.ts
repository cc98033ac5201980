import { coreQuery } from '#app/core_query'
import { activationsOf } from '#app/host/activation_cache'
import { loadedPlugins } from '#app/host/registry'
import { describePrivacy } from '#app/host/switchboard/describe'
import { say, type Locale } from '#app/locales'
import { archivesOfModules } from './exports.ts'

interface Proof {
  plugin: string
  at: Date
  rows: number
}

/** The processings of a school, from the declarations of what is on there, and of what is off and keeps data. */
export async function describeRegister(schoolId: string, locale: Locale) {
  const { modules } = await activationsOf(schoolId)
  const purges = await coreQuery<{ plugin: string; purgeAt: Date | null }>(
    'select plugin, purge_at as "purgeAt" from core.activations where school_id = ?',
    [schoolId]
  )
  const proofs = await coreQuery<Proof>(
    `select plugin, max(at) as at, sum(rows)::int as rows from core.retention_runs
     where school_id = ? group by plugin`,
    [schoolId]
  )
  const archives = await archivesOfModules(schoolId)
  const data = []
  for (const { manifest } of loadedPlugins()) {
    const module = modules.get(manifest.id)
    if (!module) continue
    data.push({
      id: manifest.id,
      name: say(manifest.id, locale, 'name'),
      on: module.active,
      privacy: describePrivacy(manifest, locale),
      lastRetention: proofs.find(({ plugin }) => plugin === manifest.id) ?? null,
      purgeAt: purges.find(({ plugin }) => plugin === manifest.id)?.purgeAt ?? null,
      exports: archives.get(manifest.id) ?? [],
    })
  }
  return { data }
}
