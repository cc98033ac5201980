import { test } from '@japa/runner'
import { fetchBytes } from '../../../testing/src/file_sender.ts'
import { newsroom } from './newsroom.ts'
import { EICAR, pdf, photograph } from './samples.ts'
import { CLAMD, startClamd, startStranger, type Scanner } from './scanner.ts'

const scanner = (start: () => Promise<Scanner>) => async () => {
  const { env, stop } = await start()
  return { env: { ...env, FILES_DIR: `/tmp/preau-scanned-${process.pid}` }, close: stop }
}

test.group('An antivirus looks at what comes', (group) => {
  if (!CLAMD) {
    group.tap((one) => one.skip(true, 'no clamd on this machine'))
    return
  }
  const { state, send, post, keys, rows, lines } = newsroom(group, scanner(startClamd))

  test('what it finds infected is refused, and nothing of it is kept', async ({ assert }) => {
    const refused = await send({ name: 'exposé.txt', bytes: EICAR })
    assert.equal(refused.status, 422, JSON.stringify(refused.body) + state.host.output())
    assert.equal(refused.body.errors[0].code, 'E_FILE_INFECTED')
    assert.deepEqual(await rows(), [])
    assert.deepEqual(await keys(), [])
    const [line] = await lines()
    assert.equal(line!.action, 'file.refused')
    assert.deepInclude(line!.details, {
      code: 'E_FILE_INFECTED',
      signature: 'Preau.Test.Virus.UNOFFICIAL',
    })
  })

  test('what it finds clean is kept and given', async ({ assert }) => {
    const bytes = pdf(500_000)
    const sent = await send({ name: 'menu.pdf', bytes })
    assert.equal(sent.status, 201, JSON.stringify(sent.body) + state.host.output())
    const picture = await send({ name: 'photo.jpg', bytes: await photograph() })
    assert.equal(picture.status, 201, JSON.stringify(picture.body) + state.host.output())
    const made = await post({ files: [sent.body.id] })
    assert.isTrue((await fetchBytes(state.head, made.body.files[0].url)).bytes.equals(bytes))
  })

  test('what is larger than it looks at is refused', async ({ assert }) => {
    const before = await rows()
    const refused = await send({ name: 'gros.pdf', bytes: pdf(3_000_000) })
    assert.include([413, 503], refused.status)
    assert.include(['E_FILE_SCAN_LIMIT', 'E_FILE_SCAN_UNAVAILABLE'], refused.body.errors[0].code)
    assert.deepEqual(await rows(), before)
  })

  test('old Office documents, whose macros only it could see, are taken', async ({ assert }) => {
    const head = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    const bytes = Buffer.concat([head, Buffer.alloc(4096)])
    assert.equal((await send({ name: 'lettre.doc', bytes })).status, 201)
    assert.equal((await send({ name: 'setup.msi', bytes })).status, 422)
  })
})

const ABSENT = {
  'hangs up': startStranger((socket) => socket.destroy()),
  'speaks nonsense': startStranger((socket) =>
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\0')
  ),
  'answers an error': startStranger((socket) => socket.resume().end('INSTREAM: ERROR\0')),
}

for (const [does, stranger] of Object.entries(ABSENT))
  test.group(`Where the antivirus ${does}`, (group) => {
    const { send, keys, rows, lines } = newsroom(
      group,
      scanner(() => stranger)
    )

    test('nothing is kept', async ({ assert }) => {
      const refused = await send({ name: 'menu.pdf', bytes: pdf(400_000) })
      assert.equal(refused.status, 503)
      assert.equal(refused.body.errors[0].code, 'E_FILE_SCAN_UNAVAILABLE')
      assert.deepEqual(await rows(), [])
      assert.deepEqual(await keys(), [])
      assert.equal((await lines())[0]!.details.code, 'E_FILE_SCAN_UNAVAILABLE')
    })
  })

test.group('Where nothing answers for the antivirus', (group) => {
  const nowhere = async () => ({
    env: { CLAMD_SOCKET: '/nowhere/clamd.sock', FILES_DIR: `/tmp/preau-nowhere-${process.pid}` },
    close: async () => undefined,
  })
  const { send, rows, keys } = newsroom(group, nowhere)

  test('nothing is kept', async ({ assert }) => {
    const refused = await send({ name: 'menu.pdf', bytes: pdf() })
    assert.equal(refused.status, 503)
    assert.equal(refused.body.errors[0].code, 'E_FILE_SCAN_UNAVAILABLE')
    assert.deepEqual([await rows(), await keys()], [[], []])
  })
})
