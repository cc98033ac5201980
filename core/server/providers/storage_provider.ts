import { buffer } from 'node:stream/consumers'
import type { ApplicationService } from '@adonisjs/core/types'
import files from '#config/files'
import { readFilesBy } from '#app/host/scope_files'
import { registerCheck } from '#app/watch/checks'
import { scannerAnswers } from '#app/storage/examine/clamd'
import { registerFileJobs } from '#app/storage/jobs'
import { fileStore } from '#app/storage/store/index'

/** Declares the work that keeps files in order, and shows how their store and the antivirus are. */
export default class StorageProvider {
  constructor(protected app: ApplicationService) {}

  boot() {
    registerFileJobs()
    readFilesBy(async (key) => buffer(await (await fileStore()).read(key)))
    registerCheck({ name: 'storage', matters: false, look: storeAnswers })
    const { scanner } = files
    if (!scanner.host && !scanner.socket) return
    registerCheck({
      name: 'antivirus',
      matters: false,
      look: () => scannerAnswers(scanner).then(() => 'ok'),
    })
  }
}

async function storeAnswers() {
  await (await fileStore()).check()
  return 'ok'
}
