import type { ExportEntry, PrivacyHandlers } from '@preau/kit/server'
import type { PluginManifest } from '@preau/kit'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { coreQuery } from '#app/core_query'
import { loadedPlugins, type LoadedPlugin } from '#app/host/registry'
import { withSystemScope } from '#app/host/system_scope'
import type { CoreRun } from '#app/jobs/core_jobs'
import { say } from '#app/locales'
import { fileStore } from '#app/storage/store/index'
import { makeArchive, safePath, type Archive } from './archive.ts'
import { accountData, filesOf, memberData, othersAmong } from './core_data.ts'
import { exportKey, EXPORT_DAYS } from './exports.ts'
import { exportOwn } from './person_data.ts'
import { idsIn, maskOthers } from './masks.ts'
import { membershipsOf, type Membership } from './schools.ts'

const FIRST = '00000000-0000-0000-0000-000000000000'

/** A plugin's promise to hand over and erase personal data, where it stores any. */
export function privacyOf({ server }: LoadedPlugin): PrivacyHandlers<PluginManifest> | undefined {
  return 'privacy' in server ? (server.privacy as PrivacyHandlers<PluginManifest>) : undefined
}

/**
 * Makes the archive of one person: what the core keeps, what each plugin hands over in each of his
 * schools, on or off, and the files he sent; other people are masked.
 */
export async function exportPerson(run: CoreRun): Promise<void> {
  const id = String(run.payload['exportId'])
  const [asked] = await coreQuery<{ account_id: string; school_id: string | null; name: string }>(
    `select e.account_id, e.school_id, a.given_name || ' ' || a.family_name as name
     from core.exports e join core.accounts a on a.id = e.account_id where e.id = ? and e.state = 'waiting'`,
    [id]
  )
  if (!asked) return
  const memberships = await membershipsOf(asked.account_id, asked.school_id)
  const known = new Map<string, string>()
  const total = memberships.length * (loadedPlugins().length + 1)
  let done = 0
  const made = await makeArchive(exportKey(id), async (archive) => {
    archive.text('LISEZ-MOI.txt', say('core', 'fr', 'export.readme'))
    // What is his own goes to nobody but him: a school's archive of him is without it.
    if (!asked.school_id) {
      archive.json('compte.json', await accountData(asked.account_id))
      const { account_id: id, name } = asked
      await exportOwn(archive, { id, name, signal: run.signal })
    }
    for (const membership of memberships)
      await exportMembership({
        archive,
        membership,
        known,
        run,
        step: () => run.progress({ done: ++done, total }),
      })
  })
  await run.finish((trx) =>
    coreQuery(
      `update core.exports set state = 'ready', store_key = ?, size = ?, entries = ?, ready_at = now(),
         expires_at = now() + ?::interval where id = ?`,
      [exportKey(id), made.size, made.entries, `${EXPORT_DAYS} days`, id],
      trx
    )
  )
}

interface Exporting {
  archive: Archive
  membership: Membership
  known: Map<string, string>
  run: CoreRun
  step(): Promise<void>
}

async function exportMembership(exporting: Exporting): Promise<void> {
  const { archive, membership, known, run, step } = exporting
  const { school, memberId } = membership
  const whose = { schoolId: school.id, memberId }
  const add = async (path: string, value: unknown) => {
    const others = await othersAmong(whose, [...idsIn(value)])
    archive.json(`${school.uai}/${path}`, maskOthers(value, others, known))
  }
  await add('etablissement.json', {
    school: school.name,
    ...(await memberData(school.id, memberId)),
  })
  await step()
  for (const plugin of loadedPlugins()) {
    const handlers = privacyOf(plugin)
    if (handlers)
      await withSystemScope(
        { plugin, school, signal: run.signal, gated: false, readOnly: true },
        async (scope) => {
          for await (const entry of handlers.export(scope, memberId))
            await addEntry(entry, { archive, add, folder: school.uai })
        }
      )
    await step()
  }
  await exportFiles(archive, membership)
}

interface Adding {
  archive: Archive
  add(path: string, value: unknown): Promise<void>
  folder: string
}

async function addEntry({ path, data }: ExportEntry, { archive, add, folder }: Adding) {
  if (data instanceof ReadableStream)
    await archive.stream(`${folder}/${path}`, Readable.fromWeb(data as WebStream))
  else await add(path, data)
}

async function exportFiles(archive: Archive, { school, memberId }: Membership): Promise<void> {
  const store = await fileStore()
  let after = FIRST
  for (;;) {
    const files = await filesOf(school.id, memberId, after)
    for (const { plugin, name, key } of files)
      await archive.stream(
        `${school.uai}/${plugin}/fichiers/${safePath(name)}`,
        await store.read(key)
      )
    const last = files.at(-1)
    if (!last) return
    after = last.id
  }
}
