import { join } from 'node:path'
import { SERVER } from '../../paths.mjs'
import { emitServer } from '../build/emit.ts'
import { joinDatabase } from '../database.ts'
import { operatorEnvironment } from '../environment.ts'
import { PRODUCTION, migrate } from '../prepare.ts'
import { runNode } from '../processes.ts'
import { holdsDemonstration } from '../state.ts'

const NEEDS_NO_SCHEMA = new Set(['migrate', 'list', 'help'])

/** Runs a command of the application on this checkout's database, which it starts where nobody has. */
export async function run(args: string[]): Promise<number> {
  await emitServer()
  const command = args.find((arg) => !arg.startsWith('-'))
  const database = await joinDatabase({ what: `npm run ace -- ${command ?? ''}` })
  try {
    const mode = PRODUCTION
    if (!database.joined && command && !NEEDS_NO_SCHEMA.has(command))
      await migrate({ database, mode })
    const demo = holdsDemonstration(database.url) ? '1' : ''
    return await runNode({
      args: ['--enable-source-maps', join(SERVER, 'dist/bin/ace.js'), ...args],
      env: operatorEnvironment(database, { NODE_ENV: mode.environment, PREAU_DEMO: demo }),
      // Paths on the command line are relative to where it was typed.
      cwd: process.env['INIT_CWD'] ?? process.cwd(),
    })
  } finally {
    await database.stop()
  }
}
