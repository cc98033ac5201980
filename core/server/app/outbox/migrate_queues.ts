import { runMigrations } from 'bullmq'
import { Client } from 'pg'

const SCHEMA = 'bullmq'

/**
 * Prepares the queues' own schema, as the owner. `preau_queue` works in it, and makes there the
 * sequence that BullMQ wants for each queue. Idempotent.
 */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await runMigrations(owner, SCHEMA)
    await owner.query(`
      grant usage, create on schema ${SCHEMA} to preau_queue;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to preau_queue;
      grant usage on all sequences in schema ${SCHEMA} to preau_queue`)
  } finally {
    await owner.end()
  }
}
