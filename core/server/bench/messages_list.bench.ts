import { fileURLToPath } from 'node:url'
import { asAdmin } from '../../testing/src/postgres.ts'
import { writeLetters } from './messages_list.world.ts'
import { comparePages } from './support/compare_pages.ts'
import { checkGates } from './support/report.ts'

// A page of an inbox among a million of readers' rows, against the same reads by hand.

const url = process.env['DATABASE_URL'] ?? ''
const byHand = fileURLToPath(new URL('./messages_list.raw.ts', import.meta.url))
const visits = await asAdmin(url, writeLetters)
process.exitCode = checkGates(await comparePages(url, byHand, visits)) ? 0 : 1
