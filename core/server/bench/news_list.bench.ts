import { fileURLToPath } from 'node:url'
import { asAdmin } from '../../testing/src/postgres.ts'
import { writeWorld } from './news_list.world.ts'
import { comparePages } from './support/compare_pages.ts'
import { checkGates } from './support/report.ts'

// A page of the news under row-level security, against the same reads by hand.

const url = process.env['DATABASE_URL'] ?? ''
const byHand = fileURLToPath(new URL('./news_list.raw.ts', import.meta.url))
const visits = await asAdmin(url, writeWorld)
process.exitCode = checkGates(await comparePages(url, byHand, visits)) ? 0 : 1
