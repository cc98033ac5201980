import { BlockList, isIPv6 } from 'node:net'
import env from '#start/env'
import { networks } from '#start/kinds'
import { defineConfig } from '@adonisjs/core/http'

export const appKey = env.get('APP_KEY')

/** Longer than proxies keep their idle connections (60 s for most), so that it is never the server who closes first. */
const KEEP_ALIVE = 75_000

const trusted = new BlockList()
for (const { address, prefix, family } of env.get('TRUSTED_PROXIES') ?? networks.read('loopback')!)
  trusted.addSubnet(address, prefix, family)

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  // Answers hold neither cycles nor bigints: what looks for them costs more than the rest of the writing.
  serializeJSON: JSON.stringify,
  trustProxy: (address: string) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'),
  keepAliveTimeout: KEEP_ALIVE,
  headersTimeout: KEEP_ALIVE + 5000,
})
