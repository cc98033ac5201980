import type { ApplicationService } from '@adonisjs/core/types'
import { registerFileJobs } from '#app/storage/jobs'

/** Declares the work that keeps files in order. */
export default class StorageProvider {
  constructor(protected app: ApplicationService) {}

  boot() {
    registerFileJobs()
  }
}
