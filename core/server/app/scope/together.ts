import type { PgConnection } from './statements.ts'

/**
 * Holds back what is written to a connection until `letGo`, or the end of this turn of the event
 * loop: a message that nobody waits for travels with the next one, in one write to the socket.
 */
export function hold(connection: PgConnection): void {
  if (connection.__held) return
  connection.__held = true
  connection.connection?.stream?.cork()
  setImmediate(letGo, connection)
}

/** Sends what was held back, if anything was. */
export function letGo(connection: PgConnection): void {
  if (!connection.__held) return
  connection.__held = false
  connection.connection?.stream?.uncork()
}
