import { onPostgres } from './backends.ts'
import { jobsBattery } from './battery.ts'

jobsBattery(onPostgres)
