import { audit } from '#app/audit/audit'
import { coreQuery, coreTransaction } from '#app/core_query'
import { Failure } from '#app/failure'
import { NATIONAL_WEEK, type DayHours } from './quiet_hours.ts'
import type { QuietHoursBody } from './quiet_hours_body.ts'
import { BYPASS, RULES_COLUMNS, type StoredRules } from './stored_rules.ts'

/** What is stored of a school's hours, beside what the directory says of it. */
export async function readStored(schoolId: string): Promise<StoredRules> {
  const [row] = await coreQuery<StoredRules>(
    `select ${RULES_COLUMNS} from core.schools s left join core.quiet_hours q on q.school_id = s.id where s.id = ?`,
    [schoolId]
  )
  return row!
}

/** The stored hours as a form has them, the defaults in the place of what was never settled. */
export function formOf({ week, zone, holidays, exceptions, bypass }: StoredRules): QuietHoursBody {
  return {
    week: [...(week ?? NATIONAL_WEEK)],
    zone: zone ?? 'auto',
    holidays: holidays ?? true,
    exceptions: exceptions ?? [],
    bypass: [...(bypass ?? BYPASS)] as QuietHoursBody['bypass'],
  }
}

/** Keeps a school's hours, with a line in the audit log. What waits already keeps its time. @throws E_QUIET_HOURS (422) */
export async function storeQuietHours(
  { schoolId, accountId }: { schoolId: string; accountId: string },
  body: QuietHoursBody
): Promise<void> {
  check(body)
  const before = formOf(await readStored(schoolId))
  await coreTransaction(async (trx) => {
    const { week, zone, holidays, exceptions, bypass } = body
    await coreQuery(
      `insert into core.quiet_hours (school_id, week, zone, holidays, exceptions, bypass)
       values (?, ?::jsonb, ?, ?, ?::jsonb, ?::text[])
       on conflict (school_id) do update set week = excluded.week, zone = excluded.zone, holidays = excluded.holidays,
         exceptions = excluded.exceptions, bypass = excluded.bypass, changed_at = now()`,
      [schoolId, JSON.stringify(week), zone, holidays, JSON.stringify(exceptions), bypass],
      trx
    )
    const details = JSON.parse(JSON.stringify({ before, after: body }))
    await audit({ schoolId, accountId, action: 'quiet-hours.changed', details }, trx)
  })
}

function check({ week, exceptions }: QuietHoursBody): void {
  const refuse = (field: string) => {
    throw new Failure('E_QUIET_HOURS', 422, { field })
  }
  if (!week.some(Boolean) || !week.every(inOrder)) refuse('week')
  exceptions.forEach(({ from, to, hours }, index) => {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
    const real = isDay(from) && isDay(to) && days >= 0 && days <= LONGEST
    if (!real || !inOrder(hours)) refuse(`exceptions.${index}`)
  })
}

/** Days that one exception may last: no longer than a school year's end. */
const LONGEST = 90

function inOrder(hours: DayHours | null): boolean {
  return hours === null || hours.opens < hours.closes
}

/** Whether the calendar has that day: 31 February is none. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
