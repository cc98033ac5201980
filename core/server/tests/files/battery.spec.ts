import { test } from '@japa/runner'
import sharp from 'sharp'
import { fetchBytes } from '../../../testing/src/file_sender.ts'
import { appendBytes, beginUpload, tus } from '../../../testing/src/resumable_sender.ts'
import { signedIn } from '../../../testing/src/visitor.ts'
import { newsroom, UPLOADS } from './newsroom.ts'
import { pdf, photograph } from './samples.ts'
import { storeKinds } from './stores.ts'

const PART = 5 * 1024 * 1024

for (const kind of storeKinds())
  test.group(`Files kept in ${kind.name}`, (group) => {
    const { state, send, post, save, keys, rows, lines, idle, work, query, store, another } =
      newsroom(group, kind.open)

    test('a file goes from its author to its readers, whole or in part', async ({ assert }) => {
      const { host, head } = state
      const bytes = pdf(3_000_000)
      const sent = await send({ name: 'Menu de l’été.pdf', bytes })
      assert.equal(sent.status, 201, JSON.stringify(sent.body) + host.output())
      assert.deepInclude(sent.body, { type: 'application/pdf', size: bytes.length, state: 'clean' })
      const made = await post({ files: [sent.body.id] })
      assert.equal(made.status, 201, JSON.stringify(made.body) + host.output())
      const pupil = await signedIn(host.url, 'student.1')
      const { body } = await pupil.get(`/api/schools/0990001N/p/actualites/news/${made.body.id}`)
      const [file] = body.files
      assert.deepInclude(file, { name: 'Menu de l’été.pdf', view: null, thumbnail: null })
      const got = await fetchBytes(pupil, file.url)
      assert.equal(got.status, 200, host.output())
      assert.isTrue(got.bytes.equals(bytes))
      assert.equal(
        got.headers.get('content-disposition'),
        `attachment; filename="Menu de l'ete.pdf"; filename*=UTF-8''Menu%20de%20l%E2%80%99%C3%A9t%C3%A9.pdf`
      )
      assert.equal(got.headers.get('x-content-type-options'), 'nosniff')
      assert.match(got.headers.get('content-security-policy')!, /^sandbox; default-src 'none'/)
      const part = await fetchBytes(pupil, file.url, { range: 'bytes=1000000-1000009' })
      assert.equal(part.status, 206)
      assert.equal(part.headers.get('content-range'), `bytes 1000000-1000009/${bytes.length}`)
      assert.isTrue(part.bytes.equals(bytes.subarray(1_000_000, 1_000_010)))
      const tail = await fetchBytes(pupil, file.url, { range: 'bytes=-10' })
      assert.isTrue(tail.bytes.equals(bytes.subarray(-10)))
      assert.equal((await fetchBytes(pupil, file.url, { range: 'bytes=9000000-' })).status, 416)
      const old = { range: 'bytes=0-9', 'if-range': '"another"' }
      assert.equal((await fetchBytes(pupil, file.url, old)).status, 200)
      assert.equal((await fetchBytes(head, file.url)).status, 404)
    })

    test('a photograph is upright, tells no place and no author, and has a thumbnail', async ({
      assert,
    }) => {
      const { head, host } = state
      const before = await keys()
      const sent = await send({ name: 'IMG_0001.jpg', bytes: await photograph() })
      assert.equal(sent.status, 201, JSON.stringify(sent.body) + host.output())
      const made = await post({ files: [sent.body.id] })
      const [{ view, url, thumbnail }] = made.body.files
      const { bytes, headers } = await fetchBytes(head, view)
      assert.match(headers.get('content-disposition')!, /^inline/)
      const metadata = await sharp(bytes).metadata()
      assert.deepInclude(metadata, { format: 'jpeg', width: 600, height: 1200 })
      assert.isUndefined(metadata.exif)
      assert.isUndefined(metadata.orientation)
      assert.isTrue((await fetchBytes(head, url)).bytes.equals(bytes))
      const small = await fetchBytes(head, thumbnail.url)
      const shown = await sharp(small.bytes).metadata()
      assert.deepInclude(shown, { format: 'webp', width: 240, height: 480 })
      assert.deepInclude(thumbnail, { width: 240, height: 480 })
      // The picture as it came is not kept.
      assert.lengthOf(await keys(), before.length + 2)
    })

    test('a large file comes in parts, through a cut line and two processes', async ({
      assert,
    }) => {
      const { head, host } = state
      const bytes = pdf(3 * PART + 4321)
      const begun = await beginUpload(head, UPLOADS, { name: 'Gros.pdf', size: bytes.length })
      assert.equal(begun.status, 201, begun.text + host.output())
      const path = begun.location
      const first = await appendBytes(head, path, { offset: 0, body: bytes.subarray(0, PART) })
      assert.equal(first.status, 204, first.text + host.output())
      assert.equal(first.headers.get('upload-offset'), String(PART))
      const body = bytes.subarray(PART, 2 * PART)
      await assert.rejects(() => appendBytes(head, path, { offset: PART, body, cutAfter: 500_000 }))
      const other = await another()
      const elsewhere = await signedIn(other.url, 'head.1')
      const asked = await tus(elsewhere, { method: 'HEAD', path })
      const offset = Number(asked.headers.get('upload-offset'))
      assert.isAtLeast(offset, PART)
      assert.isBelow(offset, 2 * PART)
      const short = { offset, body: bytes.subarray(offset, offset + 1000) }
      assert.equal((await appendBytes(elsewhere, path, short)).status, 400)
      const wrong = { offset: offset + 1, body: bytes.subarray(offset, offset + PART) }
      assert.equal((await appendBytes(elsewhere, path, wrong)).status, 409)
      const statuses: number[] = []
      for (let at = offset; at < bytes.length; at += PART) {
        const next = { offset: at, body: bytes.subarray(at, at + PART) }
        statuses.push((await appendBytes(elsewhere, path, next)).status)
      }
      assert.deepEqual([...new Set(statuses)], [204, 200], other.output())
      await other.stop()
      const { id, state: stands } = (await head.get(path)).body
      assert.equal(stands, 'clean')
      const made = await post({ files: [id] })
      const got = await fetchBytes(head, made.body.files[0].url)
      assert.isTrue(got.bytes.equals(bytes))
    }).timeout(90_000)

    test('an upload that is given up leaves nothing', async ({ assert }) => {
      const { head } = state
      const [before, had] = [await keys(), await rows()]
      const { location } = await beginUpload(head, UPLOADS, { name: 'Gros.pdf', size: 2 * PART })
      await appendBytes(head, location, { offset: 0, body: pdf(PART) })
      const given = await tus(head, { method: 'DELETE', path: location })
      assert.equal(given.status, 204)
      assert.deepEqual(await rows(), had)
      assert.deepEqual((await keys()).sort(), before.sort())
    })

    test('an upload cut short leaves nothing but a line in the audit log', async ({ assert }) => {
      const [before, had, said] = [await keys(), await rows(), await lines()]
      const cut = { name: 'Menu.pdf', bytes: pdf(300_000), announced: 2_000_000 }
      await assert.rejects(() => send(cut))
      const refused = async () => (await lines()).slice(said.length)
      while (!(await refused()).length) await new Promise((resolve) => setTimeout(resolve, 50))
      const [line] = await refused()
      assert.equal(line!.action, 'file.refused')
      assert.equal(line!.details.code, 'E_FILE_TRUNCATED')
      assert.equal(line!.member_id, state.world.schools[0]!.members['head'])
      while ((await rows()).length > had.length)
        await new Promise((resolve) => setTimeout(resolve, 50))
      assert.deepEqual((await keys()).sort(), before.sort())
    })

    test('files go with their news, and one taken out goes alone', async ({ assert }) => {
      const { head } = state
      const before = await keys()
      const files: string[] = []
      for (const name of ['un.pdf', 'deux.pdf', 'trois.pdf'])
        files.push((await send({ name, bytes: pdf() })).body.id)
      const made = await post({ files: files.slice(0, 2) })
      const saved = await save(made.body.id, { files: [files[2], files[0]] })
      assert.deepEqual(
        saved.body.files.map(({ name }: { name: string }) => name),
        ['trois.pdf', 'un.pdf']
      )
      await idle()
      assert.lengthOf(await keys(), before.length + 2)
      const { url } = saved.body.files[0]
      assert.equal((await fetchBytes(head, url)).status, 200)
      await head.delete(`/api/schools/0990001N/p/actualites/news/${made.body.id}`)
      assert.equal((await fetchBytes(head, url)).status, 404)
      await idle()
      assert.deepEqual((await keys()).sort(), before.sort())
      const left = await rows()
      assert.isFalse(left.some(({ id }) => files.includes(id)))
    })

    test('the night finds what is on one side only, and lets old uploads go', async ({
      assert,
    }) => {
      const { head, world, host } = state
      const school = world.schools[0]!.id
      const kept = (await send({ name: 'gardé.pdf', bytes: pdf() })).body.id
      const lost = (await send({ name: 'perdu.pdf', bytes: pdf() })).body.id
      const old = (await send({ name: 'oublié.pdf', bytes: pdf() })).body.id
      const begun = await beginUpload(head, UPLOADS, { name: 'Gros.pdf', size: 2 * PART })
      await appendBytes(head, begun.location, { offset: 0, body: pdf(PART) })
      await post({ files: [kept, lost] })
      const unfinished = begun.location.split('/').at(-1) ?? ''
      await query(
        `update core.files set created_at = now() - interval '25 hours' where id = any ($1)`,
        [[old, unfinished]]
      )
      const [row] = (await rows()).filter(({ id }) => id === lost)
      await store().delete(row!.store_key)
      const said = (await lines()).length
      await work('files.daily')
      await idle()
      const ids = (await rows()).map(({ id }) => id)
      assert.includeMembers(ids, [kept, lost])
      assert.notInclude(ids, old)
      assert.notInclude(ids, unfinished)
      const news = (await lines()).slice(said)
      assert.sameMembers(
        news.filter(({ action }) => action === 'file.expired').map(({ details }) => details.code),
        ['E_FILE_UNATTACHED', 'E_FILE_TRUNCATED']
      )
      const compared = news.find(({ action }) => action === 'files.compared')
      assert.deepInclude(compared!.details, { orphans: 0, missing: 1, ids: [lost] })
      assert.equal((await head.get('/health/live')).status, 200, host.output() + school)
      await query('delete from core.files where id = $1', [lost])
    })
  })
