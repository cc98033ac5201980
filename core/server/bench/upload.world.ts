import { roleUrl } from '../app/scope/bootstrap.ts'
import { fixture, installPlugins } from '../../testing/src/migrate.ts'
import { twinSchools } from '../../testing/src/world.ts'
import type { TestDatabase } from '../../testing/src/postgres.ts'

/** Two schools with their people, where a plugin that takes large files may be switched on; answers its folder. */
export async function prepareUploads(url: string): Promise<string> {
  const appKey = process.env['APP_KEY'] ?? ''
  const folders = [fixture('casier')]
  const database: TestDatabase = {
    ...{ name: '', appKey, adminUrl: url, filesDir: '', drop: async () => undefined },
    appUrl: roleUrl(url, appKey, 'preau_app'),
    coreUrl: roleUrl(url, appKey, 'core_runtime'),
    ownerUrl: roleUrl(url, appKey, 'preau_owner'),
    queueUrl: roleUrl(url, appKey, 'preau_queue'),
  }
  await twinSchools(database)
  await installPlugins(database, folders)
  return folders.join(':')
}
