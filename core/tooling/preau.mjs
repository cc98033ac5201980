/**
 * The one door of the workspace's commands: `node core/tooling/preau.mjs <command> …`.
 * Runs on the host's Node (20 or later), before anything is installed: it installs what is
 * missing, then goes on under the pinned Node of the workspace.
 */
import { refusePortTaken, refuseSecondStart } from './first_checks.mjs'
import { ensureInstalled, runUnderPinnedNode } from './install.mjs'
import { sayRefusal } from './refusal.mjs'

const COMMANDS = [
  ...['start', 'dev', 'test', 'test:s3', 'check', 'build', 'bench', 'ace'],
  ...['plugin', 'new:plugin', 'pack:kit'],
]
const SERVES = ['start', 'dev']

const [command = '', ...args] = process.argv.slice(2)

try {
  if (!COMMANDS.includes(command)) {
    console.error(`Usage: npm run <command>, one of: ${COMMANDS.join(', ')}.`)
    process.exit(2)
  }
  if (SERVES.includes(command) && process.env.PREAU_CHECKED !== '1') {
    refuseSecondStart()
    await refusePortTaken()
    process.env.PREAU_CHECKED = '1'
  }
  ensureInstalled()
  if (!(await runUnderPinnedNode(process.argv[1], [command, ...args]))) {
    delete process.env.PREAU_CHECKED
    const { run } = await import(`./src/commands/${command.replace(':', '_')}.ts`)
    process.exitCode = (await run(args)) ?? 0
  }
} catch (error) {
  process.exitCode = sayRefusal(error)
}
