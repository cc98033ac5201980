import { runMigrations } from 'bullmq'
import { Client } from 'pg'

const SCHEMA = 'bullmq'

/** The sequences that the owner made; those of `preau_queue` are its own, and nobody else's to grant. */
const GRANT_SEQUENCES = `
  do $$ declare one regclass; begin
    for one in select oid from pg_class
      where relkind = 'S' and relnamespace = '${SCHEMA}'::regnamespace
        and pg_get_userbyid(relowner) = current_user
    loop execute format('grant usage on sequence %s to preau_queue', one); end loop;
  end $$`

/**
 * Prepares the queues' own schema, as the owner. `preau_queue` works in it, and makes there the
 * sequence that BullMQ wants for each queue. Idempotent, whatever has been queued since.
 */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await runMigrations(owner, SCHEMA)
    await owner.query(`
      grant usage, create on schema ${SCHEMA} to preau_queue;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to preau_queue;
      ${GRANT_SEQUENCES}`)
  } finally {
    await owner.end()
  }
}
