import { test } from '@japa/runner'
import sharp from 'sharp'
import { fetchBytes, sendFile } from '../../../testing/src/file_sender.ts'
import { beginUpload, appendBytes, tus } from '../../../testing/src/resumable_sender.ts'
import { signedIn, Visitor } from '../../../testing/src/visitor.ts'
import { newsroom, SCHOOL, UPLOADS } from './newsroom.ts'
import { giant, pdf } from './samples.ts'

const MB = 1024 * 1024
const PART = 5 * MB
const text = (content: string) => Buffer.from(content)
const PNG = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
  .png()
  .toBuffer()
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)])

/** What is sent, and the code with which it is refused. */
const REFUSED: [string, Buffer, string][] = [
  ['photo.png', text('<!doctype html><script>alert(1)</script>'), 'E_FILE_TYPE'],
  ['photo.jpg', text('  <!-- --> <html><body onload=alert(1)>'), 'E_FILE_TYPE'],
  ['photo.png', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'E_FILE_TYPE'],
  ['dessin.svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'E_FILE_TYPE'],
  ['dessin.svg', text('<?xml version="1.0"?><svg onload="alert(1)"/>'), 'E_FILE_TYPE'],
  ['page.txt', text('<html><script>alert(1)</script></html>'), 'E_FILE_TYPE'],
  ['page.html', text('Bonjour'), 'E_FILE_TYPE'],
  ['programme.exe', Buffer.concat([text('MZ'), Buffer.alloc(500)]), 'E_FILE_TYPE'],
  ['menu.pdf', Buffer.concat([text('MZ'), Buffer.alloc(500)]), 'E_FILE_TYPE'],
  ['lettre.doc', OLE, 'E_FILE_TYPE'],
  ['archive.zip', text('PK\u0003\u0004' + '\0'.repeat(30)), 'E_FILE_TYPE'],
  ['notes.txt', Buffer.concat([text('abc'), Buffer.alloc(10)]), 'E_FILE_TYPE'],
  ['photo.png', Buffer.concat([PNG.subarray(0, PNG.length - 30)]), 'E_FILE_IMAGE'],
  [
    'photo.png',
    Buffer.concat([PNG.subarray(0, 40), text('<script>alert(1)</script>')]),
    'E_FILE_IMAGE',
  ],
  ['vide.txt', Buffer.alloc(0), 'E_FILE_EMPTY'],
  ['../../etc/passwd.txt', text('a'), 'E_FILE_NAME'],
  ['..\\menu.txt', text('a'), 'E_FILE_NAME'],
  ['menu\r\nSet-Cookie: a=b.txt', text('a'), 'E_FILE_NAME'],
  ['menu\0.txt', text('a'), 'E_FILE_NAME'],
  ['menu\u202Etxt.exe', text('a'), 'E_FILE_NAME'],
  ['menu\u2066.txt', text('a'), 'E_FILE_NAME'],
  ['..', text('a'), 'E_FILE_NAME'],
  ['   ', text('a'), 'E_FILE_NAME'],
  ['CON.txt', text('a'), 'E_FILE_NAME'],
]

test.group('What may not be sent', (group) => {
  const { state, send, post, keys, rows, lines, query } = newsroom(group)

  test('is refused with a code, and leaves nothing but a line in the audit log', async ({
    assert,
  }) => {
    for (const [name, bytes, code] of REFUSED) {
      const said = (await lines()).length
      const { status, body } = await send({ name, bytes })
      assert.equal(status, 422, `${name} ${JSON.stringify(body)} ${state.host.output()}`)
      assert.equal(body.errors[0].code, code, name)
      const added = (await lines()).slice(said)
      assert.lengthOf(added, 1, name)
      assert.deepInclude(added[0]!, {
        action: 'file.refused',
        plugin: 'actualites',
        member_id: state.world.schools[0]!.members['head']!,
      })
      assert.equal(added[0]!.details.code, code)
      assert.notInclude(JSON.stringify(added[0]), 'alert')
    }
    assert.deepEqual([await rows(), await keys()], [[], []])
  }).timeout(60_000)

  test('a picture with too many pixels is not even drawn', async ({ assert }) => {
    const { body } = await send({ name: 'géante.png', bytes: giant(PNG) })
    assert.equal(body.errors[0].code, 'E_FILE_IMAGE')
    assert.deepEqual([await rows(), await keys()], [[], []])
  })

  test('too large, without a length, or announced larger than allowed: refused before a byte is kept', async ({
    assert,
  }) => {
    const { head } = state
    const announced = await beginUpload(head, UPLOADS, { name: 'film.mp4', size: 101 * MB })
    assert.equal(announced.status, 413)
    assert.match(announced.text, /E_FILE_TOO_LARGE/)
    const cookie = [...head.cookies].map((one) => one.join('=')).join('; ')
    const stream = await fetch(head.base + UPLOADS, {
      method: 'POST',
      headers: { cookie, 'X-XSRF-TOKEN': head.cookies.get('XSRF-TOKEN')!, 'X-File-Name': 'a.txt' },
      body: new Blob(['a']).stream(),
      duplex: 'half',
    } as RequestInit)
    assert.equal(stream.status, 411)
    assert.deepEqual(await rows(), [])
  })

  test('a page that comes in parts is refused at its first part', async ({ assert }) => {
    const { head } = state
    const { location } = await beginUpload(head, UPLOADS, { name: 'photo.png', size: 3 * PART })
    const body = Buffer.alloc(PART, '<html><script>alert(1)</script>')
    const refused = await appendBytes(head, location, { offset: 0, body })
    assert.equal(refused.status, 422, refused.text + state.host.output())
    assert.equal(JSON.parse(refused.text).errors[0].code, 'E_FILE_TYPE')
    assert.equal((await tus(head, { method: 'HEAD', path: location })).status, 404)
    assert.deepEqual([await rows(), await keys()], [[], []])
  })

  test('who may not publish, is not of the school, or has no session sends nothing', async ({
    assert,
  }) => {
    const { host } = state
    const file = { name: 'a.txt', bytes: text('a') }
    const status = async (visitor: Visitor, path = UPLOADS) =>
      (await sendFile(visitor, path, file)).status
    assert.equal(await status(await signedIn(host.url, 'student.1')), 403)
    assert.equal(await status(await signedIn(host.url, 'head.2')), 404)
    assert.equal(await status(new Visitor(host.url)), 401)
    const forged = await signedIn(host.url, 'head.1')
    forged.cookies.set('XSRF-TOKEN', 'forged')
    assert.equal(await status(forged), 403)
    for (const path of [
      'hello/news',
      'actualites/audiences',
      'actualites/constructor',
      'nothing/news',
    ])
      assert.equal(await status(state.head, `${SCHOOL}/uploads/${path}`), 404, path)
    assert.deepEqual(await rows(), [])
  })

  test('two uploads at once never exceed a quota', async ({ assert }) => {
    const { head, world } = state
    const school = world.schools[0]!.id
    await query(`insert into core.file_quotas values ($1, 'school', '', $2)`, [school, 5 * MB])
    const bytes = pdf(2 * MB)
    const sent = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        sendFile(head, UPLOADS, { name: `${index}.pdf`, bytes })
      )
    )
    const statuses = sent.map(({ status }) => status).sort()
    assert.deepEqual(statuses, [201, 201, 422, 422, 422, 422])
    const refused = sent.find(({ status }) => status === 422)!
    assert.equal(refused.body.errors[0].code, 'E_QUOTA_REACHED')
    assert.match(refused.body.errors[0].message, /établissement.*1\s?Mo/)
    const { body } = await head.get(UPLOADS)
    assert.equal(body.left, MB)
    assert.lengthOf(await keys(), 2)
    await query('update core.file_quotas set bytes = $2 where school_id = $1', [school, 100 * MB])
    await query(`insert into core.file_quotas values ($1, 'profile', 'head', $2)`, [school, 4 * MB])
    const mine = await send({ name: 'a.pdf', bytes })
    assert.equal(mine.body.errors[0].code, 'E_QUOTA_REACHED')
    assert.match(mine.body.errors[0].message, /^Votre espace/)
    const colleague = await signedIn(state.host.url, 'school-life.1')
    assert.equal((await send({ name: 'a.pdf', bytes }, colleague)).status, 201)
    await query('delete from core.file_quotas')
  })

  test('only one’s own new uploads, for that table, are attached, and not more than allowed', async ({
    assert,
  }) => {
    const { host } = state
    const colleague = await signedIn(host.url, 'school-life.1')
    const file = { name: 'a.txt', bytes: text('a') }
    const own = (await send(file)).body.id
    const other = (await send(file, colleague)).body.id
    const made = await post({ files: [own] })
    assert.equal(made.status, 201)
    const code = async (files: string[]) => {
      const { status, body } = await post({ files })
      assert.equal(status, 422)
      return body.errors[0].code
    }
    assert.equal(await code([other]), 'E_FILE_UPLOAD')
    assert.equal(await code([own]), 'E_FILE_UPLOAD')
    assert.equal(await code(['01a211a4-0000-7000-8000-000000000000']), 'E_FILE_UPLOAD')
    const { location } = await beginUpload(state.head, UPLOADS, { name: 'b.pdf', size: 2 * PART })
    assert.equal(await code([location.split('/').at(-1) ?? '']), 'E_FILE_UPLOAD')
    const many: string[] = []
    for (let index = 0; index < 11; index++) many.push((await send(file)).body.id)
    assert.equal(await code(many), 'E_FILE_COUNT')
    assert.equal((await state.head.get(`${UPLOADS}/${other}`)).status, 404)
    const before = await query('select from plugin_actualites.news')
    assert.lengthOf(before, 1)
  }).timeout(60_000)

  test('a link opens to its member alone, for a while, and not once the module is off', async ({
    assert,
  }) => {
    const { head, host } = state
    const id = (await send({ name: 'a.txt', bytes: text('Bonjour') })).body.id
    const made = await post({ files: [id] })
    const { url } = made.body.files[0]
    const status = async (path: string, visitor = head) => (await fetchBytes(visitor, path)).status
    assert.equal(await status(url), 200)
    assert.equal(await status(url, new Visitor(host.url)), 401)
    assert.equal(await status(url, await signedIn(host.url, 'teacher.1')), 404)
    assert.equal(await status(url, await signedIn(host.url, 'head.2')), 404)
    for (const at of [15, 40, url.length - 2]) {
      const letter = url[at] === 'A' ? 'B' : 'A'
      assert.equal(await status(`${url.slice(0, at)}${letter}${url.slice(at + 1)}`), 404)
    }
    assert.equal(await status(`${url}A`), 404)
    await head.put(`${SCHOOL}/plugins/actualites`, { on: false })
    assert.equal(await status(url), 404)
    await head.put(`${SCHOOL}/plugins/actualites`, { on: true })
    assert.equal(await status(url), 200)
  })
})
