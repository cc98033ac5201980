import { jobsBattery } from './battery.ts'
import { onPostgres } from './workshop.ts'

jobsBattery(onPostgres)
