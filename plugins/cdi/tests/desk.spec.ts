import { test } from '@japa/runner'
import { createTestHost, NEVER_CLOSED, type PluginHost } from '@preau/testing'
import cdi from '../plugin.ts'

type School = Awaited<ReturnType<PluginHost['school']>>
type Member = Awaited<ReturnType<School['member']>>

test.group('The desk', (group) => {
  let host: PluginHost
  let school: School
  let librarian: Member
  let lina: Member
  let noe: Member
  let card: string

  group.setup(async () => {
    host = await createTestHost({ plugins: [cdi] })
    school = await host.school({ settings: { cdi: { mostLoans: 2, mostReservations: 1 } } })
    await school.head.put(`/api/schools/${school.uai}/quiet-hours`, NEVER_CLOSED)
    librarian = await school.member('librarian')
    lina = await school.member('student', { name: 'Lina', groups: ['5A'] })
    noe = await school.member('student', { name: 'Noé', groups: ['5B'] })
    const groupId = await school.group('5A')
    const made = await librarian.post('/cards', { format: '65', groupId })
    if (made.status !== 200) throw new Error(host.output() + JSON.stringify(made.body))
    const [row] = await school.rows<{ code: string }>('cards')
    card = row!.code
    return () => host.close()
  })

  async function book(title: string, ...barcodes: string[]): Promise<string> {
    const { body } = await librarian.post('/records', { title, support: 'book' })
    for (const barcode of barcodes) await librarian.post(`/records/${body.id}/copies`, { barcode })
    return body.id
  }
  const scan = async (code: string, more: object = {}) =>
    (await librarian.post('/scans', { code, ...more })).body
  const codeOf = ({ body }: { body: { errors: { code: string }[] } }) => body.errors[0]!.code

  test('two codes make a loan, in either order; the same code again brings the copy back', async ({
    assert,
  }) => {
    await book('Vendredi ou la vie sauvage', 'V1')
    const { reader } = await scan(card)
    assert.equal(reader.name, 'Lina')
    const lent = await scan('V1', { memberId: reader.id })
    assert.equal(lent.did, 'lent')
    assert.lengthOf(lent.reader.loans, 1)
    assert.equal((await scan('V1')).did, 'returned')
    const { did, copy } = await scan('V1')
    assert.equal(did, 'item')
    assert.equal((await scan(card, { copyId: copy.id })).did, 'lent')
    assert.equal((await scan('V1')).did, 'returned')
  })

  test('nothing is kept of who read what once it is returned, unless the school keeps it', async ({
    assert,
  }) => {
    await book('Matilda', 'M1')
    await scan('M1', { memberId: lina.id })
    await scan('M1')
    assert.lengthOf(await school.rows('loans'), 0)
    await school.settings({ mostLoans: 2, mostReservations: 1, keepHistory: true })
    await scan('M1', { memberId: lina.id })
    await scan('M1')
    assert.lengthOf(await school.rows('loans'), 1)
    await host.sql('delete from plugin_cdi.loans')
    await school.settings({ mostLoans: 2, mostReservations: 1 })
  })

  test('who has a copy is said to the librarian alone', async ({ assert }) => {
    const id = await book('Fantastique maître Renard', 'F1')
    await scan('F1', { memberId: lina.id })
    const { body } = await noe.get(`/records/${id}`)
    assert.notInclude(JSON.stringify(body), 'Lina')
    assert.notInclude(JSON.stringify(body), lina.id)
    for (const path of [`/readers/${lina.id}`, '/readers?q=Lina', '/late', '/held'])
      assert.equal((await noe.get(path)).status, 403, path)
    assert.lengthOf((await lina.get('/mine')).body.loans, 1)
    assert.lengthOf((await noe.get('/mine')).body.loans, 0)
    await scan('F1')
  })

  test('as many loans as settled; the librarian may insist', async ({ assert }) => {
    await book('Trois', 'T1', 'T2', 'T3')
    for (const code of ['T1', 'T2']) await scan(code, { memberId: lina.id })
    const third = await librarian.post('/scans', { code: 'T3', memberId: lina.id })
    assert.equal(codeOf(third), 'E_CDI_LIMIT')
    assert.equal((await scan('T3', { memberId: lina.id, anyway: true })).did, 'lent')
    for (const code of ['T1', 'T2', 'T3']) await scan(code)
  })

  test('a reservation sets a free copy aside; the others wait their turn, and are told', async ({
    assert,
  }) => {
    const id = await book('Le Petit Nicolas', 'N1')
    const first = await lina.post(`/records/${id}/reservations`)
    assert.isString(first.body.until)
    const second = await noe.post(`/records/${id}/reservations`)
    assert.isNull(second.body.until)
    assert.equal(codeOf(await lina.post(`/records/${id}/reservations`)), 'E_CDI_RESERVED')
    const held = await librarian.post('/scans', { code: 'N1', memberId: noe.id })
    assert.equal(codeOf(held), 'E_CDI_HELD')
    assert.equal((await librarian.get('/held')).body.data[0].reader, 'Lina')
    assert.equal((await scan('N1', { memberId: lina.id })).did, 'lent')
    assert.equal(
      codeOf(await lina.post(`/loans/${(await lina.get('/mine')).body.loans[0].id}/renewals`)),
      'E_CDI_WAITED'
    )
    const back = await scan('N1')
    assert.equal(back.heldFor, 'Noé')
    await host.jobs.drain()
    const { body } = await noe.get('/api/me/notifications')
    assert.include(JSON.stringify(body), 'Le Petit Nicolas')
    const { reservations } = (await noe.get('/mine')).body
    assert.isString(reservations[0].until)
    assert.equal((await lina.delete(`/reservations/${reservations[0].id}`)).status, 404)
    assert.equal((await noe.delete(`/reservations/${reservations[0].id}`)).status, 204)
    assert.isTrue((await noe.get(`/records/${id}`)).body.copies[0].free)
  })

  test('a loan is renewed by its reader as often as settled, and by nobody else', async ({
    assert,
  }) => {
    await book('Cyrano', 'C1')
    await scan('C1', { memberId: lina.id })
    const [loan] = (await lina.get('/mine')).body.loans
    assert.equal((await noe.post(`/loans/${loan.id}/renewals`)).status, 404)
    assert.equal((await lina.post(`/loans/${loan.id}/renewals`)).status, 200)
    assert.equal(codeOf(await lina.post(`/loans/${loan.id}/renewals`)), 'E_CDI_RENEWALS')
    assert.equal((await librarian.post(`/loans/${loan.id}/renewals`)).status, 200)
    await scan('C1')
  })

  test('two desks lend the same copy at once: one does', async ({ assert }) => {
    await book('Course', 'X1')
    const answers = await Promise.all(
      [lina, noe].map(({ id }) => librarian.post('/scans', { code: 'X1', memberId: id }))
    )
    const lent = answers.filter(({ body }) => body.did === 'lent')
    assert.isAtLeast(lent.length, 1)
    assert.isAtMost((await school.rows('loans')).length, 1)
    await host.sql('delete from plugin_cdi.loans')
  })

  test('an unknown code is said, and an ISBN stands for the one copy', async ({ assert }) => {
    const unknown = await librarian.post('/scans', { code: 'nothing-1' })
    assert.equal(codeOf(unknown), 'E_CDI_CODE')
    const { body } = await librarian.post('/records', {
      title: 'Par ISBN',
      support: 'book',
      isbn: '9782070612369',
    })
    await librarian.post(`/records/${body.id}/copies`, {})
    assert.equal((await scan('978-2-07-061236-9', { memberId: noe.id })).did, 'lent')
    assert.equal((await scan('9782070612369')).did, 'returned')
  })

  test('those who are late are listed by class, and told', async ({ assert }) => {
    await book('En retard', 'R1')
    await scan('R1', { memberId: lina.id })
    await host.sql(`update plugin_cdi.loans set due_on = due_on - 30`)
    const groupId = await school.group('5B')
    assert.lengthOf((await librarian.get(`/late?group=${groupId}`)).body.data, 0)
    const { data } = (await librarian.get('/late')).body
    assert.deepInclude(data[0], { reader: 'Lina', groups: '5A', title: 'En retard', days: 9 })
    assert.equal((await librarian.post('/late/notices', { group: null })).body.told, 1)
    await host.jobs.drain()
    assert.include(JSON.stringify((await lina.get('/api/me/notifications')).body), 'En retard')
    const renewed = await lina.post(`/loans/${(await lina.get('/mine')).body.loans[0].id}/renewals`)
    assert.equal(codeOf(renewed), 'E_CDI_LATE')
    assert.equal((await scan('R1')).late, 9)
    await host.jobs.drain()
    assert.notInclude(JSON.stringify((await lina.get('/api/me/notifications')).body), 'En retard')
  })

  test('labels and cards come as PDF, as many pages as sheets', async ({ assert }) => {
    await book('Étiquettes', ...Array.from({ length: 30 }, (_, at) => `E${at}`))
    const { status, headers } = await librarian.post('/labels', { format: '24', newest: 30 })
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'application/pdf')
    assert.equal(
      codeOf(await librarian.post('/labels', { format: '24', from: 'zzz' })),
      'E_CDI_NO_LABEL'
    )
  })

  test('each morning, what was set aside too long goes to the next one', async ({ assert }) => {
    const id = await book('Trop longtemps', 'L1')
    await lina.post(`/records/${id}/reservations`)
    await noe.post(`/records/${id}/reservations`)
    await host.clock.advance({ days: 12 })
    await host.jobs.drain()
    assert.lengthOf((await lina.get('/mine')).body.reservations, 0)
    assert.isString((await noe.get('/mine')).body.reservations[0].until)
  })
})
