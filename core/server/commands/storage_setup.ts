import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Prepares the place of files, and says what a server refuses. */
export default class StorageSetup extends BaseCommand {
  static override commandName = 'storage:setup'
  static override description =
    'Prepare the place of files: folder, or bucket with versions and their end'
  static override options: CommandOptions = { startApp: true }

  override async run() {
    const { place } = await import('#config/drive')
    const { default: files } = await import('#config/files')
    const { fileStore } = await import('#app/storage/store/index')
    const store = await fileStore()
    if (place.kind === 'disk') {
      await store.check()
      console.log(`files are kept in the folder ${place.folder}, which can be written to`)
      return
    }
    const { setUpBucket } = await import('#app/storage/store/bucket')
    const { bucket, client } = place
    for (const { what, done, refused } of await setUpBucket({
      ...{ bucket, client, versionDays: files.versionDays },
    }))
      console.log(refused ? SAYS[what].refused(refused) : `${SAYS[what].name(bucket)}: ${done}`)
    await store.check()
  }
}

const SAYS = {
  bucket: {
    name: (bucket: string) => `bucket ${bucket}`,
    refused: (why: string) => `bucket: refused (${why})`,
  },
  versioning: {
    name: () => 'versions of what is deleted',
    refused: (why: string) =>
      `versions: refused by the server (${why}); what is deleted is gone at once, back the bucket up`,
  },
  lifecycle: {
    name: () => 'end of old versions and of unfinished uploads, by the server',
    refused: (why: string) =>
      `end of old versions: refused by the server (${why}); the daily work does it`,
  },
}
