import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'

export const appKey = env.get('APP_KEY')

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  // Answers hold neither cycles nor bigints: what looks for them costs more than the rest of the writing.
  serializeJSON: JSON.stringify,
  trustProxy: (address: string) => address === '127.0.0.1' || address === '::1',
})
