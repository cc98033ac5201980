import { deflateSync, crc32 } from 'node:zlib'
import type { FileKind } from '@preau/kit'
import type { Bench, Side } from './bench.ts'

/** The smallest files of the kinds that can be made here. */
const SAMPLES: Partial<Record<FileKind, { name: string; bytes: () => Buffer }>> = {
  pdf: { name: 'essai.pdf', bytes: () => Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n') },
  text: { name: 'essai.txt', bytes: () => Buffer.from('Essai.\n') },
  image: { name: 'essai.png', bytes: onePixel },
}

/** Gives a row of each table that takes files a file, sent by the host's own route, in each school where there is none. */
export async function attachFiles(bench: Bench): Promise<void> {
  for (const [table, { accepts, of }] of Object.entries(bench.manifest.files ?? {})) {
    // A person's own rows are made by their owner alone: `fill` gives them their files.
    if (of === 'person') continue
    const kind = accepts.find((one) => SAMPLES[one])
    if (!kind) continue
    const { name, bytes } = SAMPLES[kind]!
    for (const side of bench.sides) {
      if (await hasFile(bench, side, table)) continue
      const id = await sent(bench, side, { table, name, bytes: bytes() })
      if (id) await attach(bench, side, { table, id })
    }
  }
}

async function hasFile({ host, id }: Bench, { school }: Side, table: string): Promise<boolean> {
  const rows = await host.sql(
    `select from core.files where school_id = $1 and plugin = $2 and object_table = $3
     and state = 'clean' and object_id is not null limit 1`,
    [school.id, id, table]
  )
  return rows.length > 0
}

interface Sample {
  table: string
  name: string
  bytes: Buffer
}

/** Sends it as the one who will be erased, else as whoever may; undefined when nobody may. */
async function sent(
  { manifest }: Bench,
  { people, named }: Side,
  { table, ...file }: Sample
): Promise<string | undefined> {
  const granted = manifest.permissions[manifest.files![table]!.permission]?.grantedTo ?? []
  for (const member of [named[1], ...granted.map((profile) => people[profile])]) {
    const id = await member.upload(table, file).catch(() => undefined)
    if (id) return id
  }
  return undefined
}

async function attach(
  { host, schema }: Bench,
  { school }: Side,
  { table, id }: { table: string; id: string }
): Promise<void> {
  await host.sql(
    `update core.files set attached_at = now(), object_id = (select id from ${schema}."${table}" where school_id = $1 order by id limit 1)
     where school_id = $1 and id = $2`,
    [school.id, id]
  )
}

/** A PNG of one grey pixel. */
function onePixel(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc32(body), body.length + 4)
    return whole
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  const pixel = deflateSync(Buffer.from([0, 128]))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixel),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
