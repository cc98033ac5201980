import { randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from '@japa/runner'
import type { FileStore, Partial } from '../../app/storage/store/file_store.ts'
import { storeKinds, storeOn, type Place } from './stores.ts'

const PART = 5 * 1024 * 1024
const pieces = (bytes: Buffer, size = 64 * 1024) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })(),
    { objectMode: false }
  )
/** A source that fails after some bytes, as a line that is cut. */
const cut = (bytes: Buffer) =>
  Readable.from(
    (function* () {
      yield bytes
      throw new Error('the line is cut')
    })(),
    { objectMode: false }
  )

async function keysOf(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const key of keys) found.push(key)
  return found.sort()
}

for (const kind of storeKinds())
  test.group(`Bytes kept in ${kind.name}`, (group) => {
    let place: Place
    let store: FileStore
    const school = randomUUID()
    const newKey = () => `${school}/${randomUUID()}`

    group.setup(async () => {
      place = await kind.open()
      store = storeOn(place)
      return () => place.close()
    })

    test('an object comes back as it went, whole or in part', async ({ assert }) => {
      const key = newKey()
      const bytes = randomBytes(3_000_017)
      await store.check()
      await store.put(key, pieces(bytes), bytes.length)
      assert.isTrue((await buffer(await store.read(key))).equals(bytes))
      assert.equal((await store.look(key))?.size, bytes.length)
      const range = { start: 1_000_000, end: 1_000_099 }
      const part = await buffer(await store.read(key, range))
      assert.isTrue(part.equals(bytes.subarray(1_000_000, 1_000_100)))
    })

    test('an object whose source ends early or is too long is not kept', async ({ assert }) => {
      const bytes = randomBytes(200_000)
      for (const [source, size] of [
        [pieces(bytes), 300_000],
        [pieces(bytes), 100_000],
        [cut(bytes), 300_000],
      ] as const) {
        const key = newKey()
        await assert.rejects(() => store.put(key, source, size))
        assert.isUndefined(await store.look(key))
      }
    })

    test('what is not there is not read, and is deleted without a word', async ({ assert }) => {
      const key = newKey()
      await assert.rejects(async () => buffer(await store.read(key)))
      assert.isUndefined(await store.look(key))
      await store.delete(key)
    })

    test('a deleted object is gone', async ({ assert }) => {
      const key = newKey()
      await store.put(key, pieces(randomBytes(10)), 10)
      await store.delete(key)
      assert.isUndefined(await store.look(key))
    })

    test('an upload in several requests becomes one object, through a cut line', async ({
      assert,
    }) => {
      const key = newKey()
      const bytes = randomBytes(2 * PART + 1234)
      const multipart = await store.begin(key)
      let upload: Partial = { key, multipart, parts: [], received: 0 }
      const append = async (source: AsyncIterable<Buffer>, size: number) => {
        const { received, part } = await store.append(upload, source, size)
        upload = { ...upload, received, parts: part ? [...upload.parts, part] : upload.parts }
      }
      await append(pieces(bytes.subarray(0, PART)), PART)
      assert.equal(upload.received, PART)
      // The folder keeps what came before the cut; S3 takes a part whole, or not at all.
      await append(cut(bytes.subarray(PART, PART + 100_000)), PART).catch(() => undefined)
      assert.include([PART, PART + 100_000], upload.received)
      const next = Math.min(PART, bytes.length - upload.received)
      await append(pieces(bytes.subarray(upload.received, upload.received + next)), next)
      await append(pieces(bytes.subarray(upload.received)), bytes.length - upload.received)
      await store.complete(upload)
      assert.isTrue((await buffer(await store.read(key))).equals(bytes))
    })

    test('an upload that is discarded leaves nothing', async ({ assert }) => {
      const key = newKey()
      const multipart = await store.begin(key)
      const upload: Partial = { key, multipart, parts: [], received: 0 }
      await store.append(upload, pieces(randomBytes(PART)), PART)
      await store.discard(upload)
      await store.discard(upload)
      assert.isUndefined(await store.look(key))
    })

    test('keys are listed by folder, page after page', async ({ assert }) => {
      const folder = randomUUID()
      const keys = Array.from({ length: 30 }, () => `${folder}/${randomUUID()}`)
      const queue = [...keys]
      const lane = async () => {
        for (let key = queue.pop(); key; key = queue.pop())
          await store.put(key, pieces(Buffer.from('x')), 1)
      }
      await Promise.all(Array.from({ length: 8 }, lane))
      assert.deepEqual(await keysOf(store.list(folder)), keys.sort())
      assert.deepEqual(await keysOf(store.list(randomUUID())), [])
      assert.includeMembers(await keysOf(store.folders()), [folder, school])
    }).timeout(120_000)
  })
