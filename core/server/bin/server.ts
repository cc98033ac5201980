import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { refuseMistakes } from '#start/environment'
import { sayStartError } from './say_start_error.ts'
import { stopWhenAsked } from './stop.ts'

const APP_ROOT = new URL('../', import.meta.url)

refuseMistakes('serve')

new Ignitor(APP_ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path),
})
  .tap(stopWhenAsked)
  .httpServer()
  .start()
  .catch(sayStartError)
