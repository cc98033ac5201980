import { PluginError, type SchoolRef } from '@preau/kit/server'
import { schoolYearOf } from '../week/weeks.ts'
import { readIcal } from './read_ical.ts'
import type { ReadFiles, SentFile } from './read_lesson.ts'
import { readSts } from './read_sts.ts'

const HEAD = 2000

/**
 * Reads files that were sent together: those of STS-Web, or calendars.
 * @throws E_EMPLOI_FILES (422) for others or a mixture, E_EMPLOI_SCHOOL (422) for another school's, E_EMPLOI_YEAR (422) for
 * another year's, E_EMPLOI_EMPTY (422) without a lesson, E_EMPLOI_XML and E_EMPLOI_ICAL (422) for broken ones
 */
export function readFiles(
  files: readonly SentFile[],
  { school, today }: { school: SchoolRef; today: string }
): ReadFiles {
  const year = schoolYearOf(today)
  const head = ({ bytes }: SentFile) => bytes.subarray(0, HEAD).toString('latin1')
  const read = files.every((file) => /BEGIN:VCALENDAR/.test(head(file)))
    ? readIcal(files, { timezone: school.timezone, ...year })
    : files.every((file) => /<(EDT_STS|STS_EDT)[\s>]/.test(head(file)))
      ? checkedSts(files, { uai: school.uai, year: year.from.slice(0, 4) })
      : undefined
  if (!read) throw new PluginError('E_EMPLOI_FILES', 422, 'neither STS-Web nor iCalendar')
  if (!read.lessons.length && !read.problems.length)
    throw new PluginError('E_EMPLOI_EMPTY', 422, 'no lesson in these files')
  return read
}

function checkedSts(files: readonly SentFile[], here: { uai: string; year: string }): ReadFiles {
  const { uai, year, ...read } = readSts(files)
  if (uai && uai !== here.uai)
    throw new PluginError('E_EMPLOI_SCHOOL', 422, 'another school', { uai })
  if (year && year !== here.year)
    throw new PluginError('E_EMPLOI_YEAR', 422, 'another year', { year })
  return read
}
