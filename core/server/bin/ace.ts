import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { refuseMistakes } from '#start/environment'

const APP_ROOT = new URL('../', import.meta.url)

refuseMistakes('command')

new Ignitor(APP_ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path),
})
  .tap((app) => {
    // A command that is asked to stop stops: its transactions are taken back, what it had committed stays.
    app.listen('SIGTERM', () => void app.terminate().finally(() => process.exit(143)))
  })
  .ace()
  .handle(process.argv.slice(2))
  .catch((error: unknown) => {
    process.exitCode = 1
    void prettyPrintError(error)
  })
