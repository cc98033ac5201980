import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Disk } from '@adonisjs/drive'
import { FSDriver } from '@adonisjs/drive/drivers/fs'
import { S3Driver } from '@adonisjs/drive/drivers/s3'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { DiskStore } from '../../app/storage/store/disk_store.ts'
import type { FileStore } from '../../app/storage/store/file_store.ts'
import { S3Store } from '../../app/storage/store/s3_store.ts'

/** A place for files, as a process is told of it by its environment. */
export interface Place {
  env: Record<string, string>
  /** Keys of one page of a listing, where it can be chosen: the S3 in this process has one page only. */
  pageSize?: number
  close(): Promise<void>
}

const PAGE = 7

/** A kind of store that the battery runs on; `open` makes an empty one. */
export interface StoreKind {
  name: string
  open(): Promise<Place>
}

/** The stores of the battery: a folder, an S3 in this process, and the S3 server that the environment names. */
export function storeKinds(): StoreKind[] {
  const server = process.env['PREAU_TEST_S3']
  return [
    { name: 'a folder', open: openFolder },
    { name: 'an S3 in this process', open: openS3rver },
    ...(server ? [{ name: 'an S3 server', open: () => openServer(JSON.parse(server)) }] : []),
  ]
}

async function openFolder(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'preau-store-'))
  return {
    env: { FILES_DIR: folder },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function openS3rver(): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'preau-s3rver-'))
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory },
    configureBuckets: [{ name: 'preau', configs: [] }],
  })
  const { port } = await server.run()
  return {
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      ...{ S3_BUCKET: 'preau', S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' },
    },
    async close() {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function openServer(env: Record<string, string>): Promise<Place> {
  const name = `preau-${createHash('sha1').update(`${process.pid}${performance.now()}`).digest('hex').slice(0, 12)}`
  const bucket = { ...env, S3_BUCKET: name }
  await clientOf(bucket).send(new CreateBucketCommand({ Bucket: name }))
  return { env: bucket, pageSize: PAGE, close: async () => undefined }
}

/** A client of the server that an environment names. */
export function clientOf(env: Record<string, string>): S3Client {
  return new S3Client({
    region: env['S3_REGION'] ?? 'us-east-1',
    ...(env['S3_ENDPOINT'] ? { endpoint: env['S3_ENDPOINT'] } : {}),
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: {
      accessKeyId: env['S3_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['S3_SECRET_ACCESS_KEY'] ?? '',
    },
  })
}

/** The application's own store on a place, without the application. */
export function storeOn({ env, pageSize }: Place): FileStore {
  const folder = env['FILES_DIR']
  if (folder)
    return new DiskStore(
      new Disk(new FSDriver({ location: folder, visibility: 'private' })),
      folder
    )
  const client = clientOf(env)
  const bucket = env['S3_BUCKET']!
  const driver = new S3Driver({ client, bucket, visibility: 'private', supportsACL: false })
  return new S3Store(new Disk(driver), client, bucket, pageSize)
}
