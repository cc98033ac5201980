import type { TestDatabase } from '../../../testing/src/postgres.ts'
import { roleUrl } from '../../app/scope/bootstrap.ts'

/** The measures' own database, as what prepares a test's database takes it. */
export function benchDatabase(url: string): TestDatabase {
  const appKey = process.env['APP_KEY'] ?? ''
  return {
    ...{ name: '', appKey, adminUrl: url, filesDir: '', drop: async () => undefined },
    appUrl: roleUrl(url, appKey, 'preau_app'),
    coreUrl: roleUrl(url, appKey, 'core_runtime'),
    ownerUrl: roleUrl(url, appKey, 'preau_owner'),
    queueUrl: roleUrl(url, appKey, 'preau_queue'),
  }
}
