import { fixture, installPlugins } from '../../testing/src/migrate.ts'
import { twinSchools } from '../../testing/src/world.ts'
import { benchDatabase } from './support/bench_database.ts'

/** Two schools with their people, where a plugin that takes large files may be switched on; answers its folder. */
export async function prepareUploads(url: string): Promise<string> {
  const folders = [fixture('casier')]
  const database = benchDatabase(url)
  await twinSchools(database)
  await installPlugins(database, folders)
  return folders.join(':')
}
