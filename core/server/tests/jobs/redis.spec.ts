import { jobsBattery } from './battery.ts'
import { findRedis, onRedis } from './workshop.ts'

jobsBattery(onRedis, findRedis() ? undefined : 'there is no redis-server on this machine')
