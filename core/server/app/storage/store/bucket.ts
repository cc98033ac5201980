import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'

/** A bucket, and for how long it keeps what was deleted or overwritten. */
export interface Bucket {
  client: S3Client
  bucket: string
  versionDays: number
}

/** One thing that the bucket was asked for; `refused` says why not, in the server's own words. */
export interface Step {
  what: 'bucket' | 'versioning' | 'lifecycle'
  done: 'made' | 'there' | 'refused'
  refused?: string
}

const RULE = 'preau'
const UPLOAD_DAYS = 2

/**
 * Makes the bucket where it is missing, has it keep versions, and deletes old ones and uploads never
 * finished by a rule of the server's. Idempotent. What a server refuses is said; the daily work does it then.
 * @throws when the bucket can neither be reached nor made
 */
export async function setUpBucket(place: Bucket): Promise<Step[]> {
  const { client, bucket: Bucket } = place
  const there = await client.send(new HeadBucketCommand({ Bucket })).then(
    () => true,
    () => false
  )
  if (!there) await client.send(new CreateBucketCommand({ Bucket }))
  return [
    { what: 'bucket', done: there ? 'there' : 'made' },
    await step('versioning', () =>
      client.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        })
      )
    ),
    await step('lifecycle', () =>
      client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: [ruleOf(place)] },
        })
      )
    ),
  ]
}

function ruleOf({ versionDays }: Bucket) {
  return {
    ID: RULE,
    Status: 'Enabled' as const,
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: versionDays },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: UPLOAD_DAYS },
  }
}

async function step(what: Step['what'], work: () => Promise<unknown>): Promise<Step> {
  try {
    await work()
    return { what, done: 'made' }
  } catch (error) {
    const refused = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { what, done: 'refused', refused }
  }
}

/**
 * Deletes versions older than the bucket keeps them, where it keeps versions and its own rule does not; answers how many.
 * A bucket without versions has none.
 */
export async function trimVersions(place: Bucket, signal?: AbortSignal): Promise<number> {
  const { client, bucket: Bucket } = place
  const versioning = await client
    .send(new GetBucketVersioningCommand({ Bucket }))
    .catch(() => undefined)
  if (versioning?.Status !== 'Enabled' || (await trimsItself(place))) return 0
  const before = Date.now() - place.versionDays * 86_400_000
  let trimmed = 0
  let next: ListObjectVersionsCommandOutput | undefined
  do {
    signal?.throwIfAborted()
    next = await client.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: next?.NextKeyMarker,
        VersionIdMarker: next?.NextVersionIdMarker,
      })
    )
    for (const { Key, VersionId } of outdated(next, before)) {
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
      trimmed++
    }
  } while (next.IsTruncated)
  return trimmed
}

function outdated({ Versions, DeleteMarkers }: ListObjectVersionsCommandOutput, before: number) {
  const old = ({ LastModified }: { LastModified?: Date }) =>
    LastModified !== undefined && LastModified.getTime() < before
  return [
    ...(Versions ?? []).filter((one) => !one.IsLatest && old(one)),
    ...(DeleteMarkers ?? []).filter(old),
  ]
}

async function trimsItself({ client, bucket: Bucket }: Bucket): Promise<boolean> {
  const found = await client
    .send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
    .catch(() => undefined)
  return (
    found?.Rules?.some(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration) ?? false
  )
}
