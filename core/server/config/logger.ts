import env from '#start/env'
import { defineConfig } from '@adonisjs/core/logger'
import { safeLine, wordsFor } from '#app/watch/log_line'

/** One JSON line for each thing that happens, without anybody's data (`app/watch/log_line.ts`). */
export default defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'preau',
      level: env.get('LOG_LEVEL'),
      timestamp: 'iso',
      formatters: { log: safeLine },
      hooks: {
        logMethod(args, method) {
          const words = wordsFor(args)
          if (words === undefined) method.apply(this, args)
          else method.apply(this, [args[0], words] as unknown as typeof args)
        },
      },
    },
  },
})
