import { setTimeout as sleep } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import { announceClosing, announceStop } from '#app/watch/stopping'
import { describeError } from '#app/watch/errors'

/** Milliseconds beyond what the requests and jobs are given, for closing what is open. */
const GRACE = 1500

let asked = false

/**
 * Stops the process within a bounded time: it says that it is not ready, goes on answering for the
 * notice that the proxy needs, ends the event streams, finishes the requests and runs it has begun,
 * then closes what is open.
 */
async function stop(app: ApplicationService): Promise<void> {
  if (asked) return
  asked = true
  const { default: env } = await import('#start/env')
  const [notice, patience] = [env.get('STOP_DELAY') * 1000, env.get('STOP_SECONDS') * 1000]
  setTimeout(() => process.exit(1), notice + patience + GRACE).unref()
  announceStop()
  await sleep(notice)
  announceClosing()
  const server = (await app.container.make('server')).getNodeServer()
  const cut = setTimeout(() => server?.closeAllConnections(), patience)
  await app.terminate()
  clearTimeout(cut)
  process.exit()
}

/** Stops the process when it is asked to by its supervisor, or by what nobody caught. */
export function stopWhenAsked(app: ApplicationService): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) app.listen(signal, () => void stop(app))
  process.on('uncaughtException', (error) => {
    process.exitCode = 1
    void sayFatal(app, error).finally(() => stop(app))
  })
}

async function sayFatal(app: ApplicationService, error: unknown): Promise<void> {
  if (!app.isReady) {
    process.stderr.write(`${JSON.stringify(describeError(error))}\n`)
    return
  }
  const logger = await app.container.make('logger')
  logger.fatal({ err: error }, 'an error that nobody caught')
}
