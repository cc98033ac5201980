import { resolve } from 'node:path'
import { defineConfig, services } from '@adonisjs/drive'
import { S3Client } from '@aws-sdk/client-s3'
import { ROOT } from '#app/paths'
import env from '#start/env'

const quiet = () => undefined
const bucket = env.get('S3_BUCKET')

/** Where files are kept: a bucket where one is named, else a folder. */
export const place = bucket
  ? ({ kind: 's3', bucket, client: s3Client() } as const)
  : ({ kind: 'disk', folder: resolve(ROOT, env.get('FILES_DIR') ?? '.data/files') } as const)

/** One client for the process. Servers other than Amazon's do not know the checksums that the SDK sends by default. */
function s3Client(): S3Client {
  const endpoint = env.get('S3_ENDPOINT')
  const accessKeyId = env.get('S3_ACCESS_KEY_ID')
  const secretAccessKey = env.get('S3_SECRET_ACCESS_KEY')
  return new S3Client({
    region: env.get('S3_REGION') ?? 'us-east-1',
    forcePathStyle: env.get('S3_FORCE_PATH_STYLE') ?? endpoint !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Its failures are ours to tell: without a logger it writes on the console.
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  })
}

export default defineConfig({
  default: 'files',
  services: {
    files:
      place.kind === 's3'
        ? services.s3({
            client: place.client,
            bucket: place.bucket,
            visibility: 'private',
            supportsACL: false,
          })
        : services.fs({ location: place.folder, visibility: 'private', serveFiles: false }),
  },
})
