import logger from '@adonisjs/core/services/logger'
import { place } from '#config/drive'
import files from '#config/files'
import { registerCoreJob } from '#app/jobs/core_jobs'
import { trimVersions } from './store/bucket.ts'
import { compareSchool } from './upkeep/compare.ts'
import { deleteGone } from './upkeep/delete_gone.ts'
import { expireUploads } from './upkeep/expire.ts'

const HOUR = 3600

/** Declares the files' own work: deleting bytes once rows are gone, and what the night looks after. Each may be cut short and run again. */
export function registerFileJobs(): void {
  registerCoreJob({
    name: 'files.delete',
    queue: 'bulk',
    timeoutSeconds: HOUR,
    run: async ({ schoolId, signal }) => void (await deleteGone(schoolId ?? undefined, signal)),
  })
  registerCoreJob({
    name: 'files.daily',
    queue: 'bulk',
    schedule: '20 2 * * *',
    perSchool: true,
    concurrency: 2,
    timeoutSeconds: HOUR,
    async run({ schoolId, signal }) {
      await expireUploads(schoolId!)
      await deleteGone(schoolId!, signal)
      await compareSchool(schoolId!, signal)
    },
  })
  registerCoreJob({
    name: 'files.versions',
    queue: 'bulk',
    schedule: '40 3 * * *',
    timeoutSeconds: 4 * HOUR,
    async run({ signal }) {
      if (place.kind !== 's3') return
      const trimmed = await trimVersions({ ...place, versionDays: files.versionDays }, signal)
      if (trimmed) logger.info({ trimmed }, 'old versions of files were deleted')
    },
  })
}
