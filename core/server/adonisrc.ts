import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  commands: [() => import('@adonisjs/core/commands')],
  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    { file: () => import('@adonisjs/core/providers/repl_provider'), environment: ['repl'] },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/drive/drive_provider'),
    () => import('#providers/scope_provider'),
    () => import('#providers/host_provider'),
    () => import('#providers/storage_provider'),
    () => import('#providers/privacy_provider'),
    () => import('#providers/notifications_provider'),
    { file: () => import('#providers/jobs_provider'), environment: ['web', 'console'] },
    { file: () => import('#providers/watch_provider'), environment: ['web'] },
  ],
  preloads: [
    () => import('#start/kernel'),
    // A worker answers its supervisors, nobody else.
    () =>
      process.env['PREAU_ROLE'] === 'worker'
        ? import('#start/watch_routes')
        : import('#start/routes'),
  ],
})
