import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteBucketCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { test } from '@japa/runner'
import { setUpBucket, trimVersions, type Bucket } from '../../app/storage/store/bucket.ts'
import { clientOf, storeKinds, storeOn, type Place } from './stores.ts'

for (const kind of storeKinds().filter(({ name }) => name.includes('S3')))
  test.group(`A bucket of ${kind.name}`, (group) => {
    let place: Place
    let bucket: Bucket

    group.setup(async () => {
      place = await kind.open()
      const name = place.env['S3_BUCKET']!
      bucket = { client: clientOf(place.env), bucket: name, versionDays: 0 }
      return () => place.close()
    })

    test('is made where it is missing; what the server refuses is said, in its words', async ({
      assert,
    }) => {
      await bucket.client.send(new DeleteBucketCommand({ Bucket: bucket.bucket }))
      const made = await setUpBucket(bucket)
      assert.deepInclude(made[0]!, { what: 'bucket', done: 'made' })
      const again = await setUpBucket(bucket)
      assert.deepInclude(again[0]!, { what: 'bucket', done: 'there' })
      for (const { done, refused } of again) assert.equal(done === 'refused', refused !== undefined)
      for (const { what, done, refused } of again)
        console.log(`    ${what}: ${done} ${refused ?? ''}`)
      await storeOn(place).check()
    })

    test('loses its old versions by the daily work, where the server does not do it', async ({
      assert,
    }) => {
      const store = storeOn(place)
      const [, versioning, lifecycle] = await setUpBucket(bucket)
      const kept = `${randomUUID()}/${randomUUID()}`
      const gone = `${randomUUID()}/${randomUUID()}`
      for (const key of [kept, kept, gone])
        await store.put(key, Readable.from([Buffer.from('a')]), 1)
      await store.delete(gone)
      await sleep(2_000)
      const trimmed = await trimVersions(bucket)
      if (versioning!.done === 'refused' || lifecycle!.done === 'made') assert.equal(trimmed, 0)
      else {
        assert.equal(trimmed, 3)
        const left = await bucket.client.send(
          new ListObjectVersionsCommand({ Bucket: bucket.bucket })
        )
        assert.deepEqual(
          left.Versions?.map(({ Key }) => Key),
          [kept]
        )
      }
      assert.equal((await store.look(kept))?.size, 1)
      assert.isUndefined(await store.look(gone))
    })
  })
