import { onRedis, withoutRedis } from './backends.ts'
import { jobsBattery } from './battery.ts'

jobsBattery(onRedis, withoutRedis)
