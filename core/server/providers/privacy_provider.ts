import type { ApplicationService } from '@adonisjs/core/types'
import { registerCoreJob } from '#app/jobs/core_jobs'
import { eraseMember } from '#app/privacy/erase_member'
import { exportModule } from '#app/privacy/export_module'
import { exportPerson } from '#app/privacy/export_person'
import { purge } from '#app/privacy/purge'
import { retain } from '#app/privacy/retention'
import { expireExports, forgetSignIns } from '#app/privacy/upkeep'

const HOUR = 3600

/** Declares the work that people's rights and the ends of durations ask for. */
export default class PrivacyProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const bulk = { queue: 'bulk', timeoutSeconds: HOUR } as const
    registerCoreJob({ ...bulk, name: 'export-person', concurrency: 2, run: exportPerson })
    registerCoreJob({ ...bulk, name: 'export-module', concurrency: 1, run: exportModule })
    registerCoreJob({ ...bulk, name: 'erase-member', run: eraseMember })
    registerCoreJob({ ...bulk, name: 'purge', concurrency: 1, run: purge })
    registerCoreJob({
      ...bulk,
      ...{ name: 'retention', schedule: '30 2 * * *', perSchool: true, concurrency: 2 },
      run: retain,
    })
    registerCoreJob({ ...bulk, name: 'expire-exports', schedule: '15 3 * * *', run: expireExports })
    registerCoreJob({
      ...bulk,
      name: 'forget-sign-ins',
      schedule: '50 3 * * *',
      run: forgetSignIns,
    })
  }
}
