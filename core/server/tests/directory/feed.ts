import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { importFeed, type ImportOptions, type ImportReport } from '../../app/directory/index.ts'
import { cloneDatabase } from '../../../testing/src/postgres.ts'

/** One record: its identifier and its attributes. */
export interface TestRecord {
  id: string
  attributes: Record<string, string | string[]>
}

/** The records of a feed by category; tests change them before they are written. */
export interface TestFeed {
  EtabEducNat: TestRecord[]
  MatiereEducNat: TestRecord[]
  PersEducNat: TestRecord[]
  PersRelEleve: TestRecord[]
  Eleve: TestRecord[]
}

const OPERATIONAL: Record<keyof TestFeed, readonly [string, string]> = {
  EtabEducNat: ['categorieStructure', 'EtabEducNat'],
  MatiereEducNat: ['categorieMatiere', 'MatEducNat'],
  PersEducNat: ['categoriePersonne', 'PersEducNat'],
  PersRelEleve: ['categoriePersonne', 'PersRelEleve'],
  Eleve: ['categoriePersonne', 'Eleve'],
}

export const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">
<ficAlimMENESR>
<!-- codeAcademieExport="97" -->
<!-- degre="2D" -->
<!-- dateGenerationExport="23/11/2026" -->
`
export const TAIL = '</ficAlimMENESR>\n'

const person = (
  id: string,
  sn: string,
  givenName: string,
  attributes: TestRecord['attributes']
) => ({
  id,
  attributes: { ENTPersonJointure: id, sn, givenName, ...attributes },
})

export const pupil = (
  id: string,
  sn: string,
  givenName: string,
  school: string,
  links: string[] = []
) =>
  person(id, sn, givenName, {
    ENTPersonStructRattach: school,
    ENTEleveClasses: `${school}$6A`,
    ENTElevePersRelEleve: links,
  })

const school = (id: string, uai: string, name: string) => ({
  id,
  attributes: {
    ENTStructureJointure: id,
    ENTStructureUAI: uai,
    ENTStructureNomCourant: name,
    ENTStructureTypeStruct: 'COLLEGE',
    ENTStructureClasses: '6A$6EME A',
  },
})

/** Two schools; a guardian of two, a teacher who is a guardian, two people of one name. */
export function twoSchools(): TestFeed {
  return {
    EtabEducNat: [
      school('1', '0970001Z', 'CLG$DES ORMES$VILLEBOIS'),
      school('2', '0970002A', 'CLG$DE L ETANG$VILLEBOIS'),
    ],
    MatiereEducNat: [{ id: '020700', attributes: { ENTLibelleMatiere: 'FRANCAIS' } }],
    PersEducNat: [
      person('t1', 'LEROY', 'Anne', {
        ENTPersonFonctions: '1$ENS$ENSEIGNEMENT',
        ENTAuxEnsClassesMatieres: '1$6A$020700',
        ENTAuxEnsClassesPrincipal: '1$6A',
      }),
      person('t2', 'BLANC', 'Rémi', { ENTPersonFonctions: ['1$DIR$DIRECTION', '2$DIR$DIRECTION'] }),
    ],
    PersRelEleve: [
      person('g1', 'MARTIN', 'Ève', {}),
      person('g2', 'MARTIN', 'Ève', {}),
      person('t1', 'LEROY', 'Anne', {}),
    ],
    Eleve: [
      pupil('p1', 'MARTIN', 'Zoé', '1', ['g1$10$1$1$1$1']),
      pupil('p2', "D'ANGELO", 'Jean-Éric', '1', ['t1$10$1$1$1$1', 'g2$20$0$2$1$0']),
      pupil('p3', 'LEROY', 'Ali', '1', ['g2$20$0$0$1$0']),
      pupil('p4', 'MARTIN', 'Tom', '2', ['g1$10$1$1$1$1']),
      pupil('p5', 'DUPIN', 'Eva', '2'),
      pupil('p6', 'DUPIN', 'Max', '2'),
    ],
  }
}

/** One record as XML. */
export function request(category: keyof TestFeed, { id, attributes }: TestRecord): string {
  const [name, value] = OPERATIONAL[category]
  const lines = Object.entries(attributes).map(
    ([attribute, given]) =>
      `<attr name="${attribute}">${[given]
        .flat()
        .map((v) => `<value>${v}</value>`)
        .join('')}</attr>\n`
  )
  const empty = lines.length ? '' : '<attr name="sn"><value/></attr>'
  return `<addRequest>
<operationalAttributes><attr name="${name}"><value>${value}</value></attr></operationalAttributes>
<identifier><id>${id}</id></identifier>
<attributes>
${lines.join('')}${empty}</attributes>
</addRequest>
`
}

export const fileName = (category: string) => `T_Complet_20261123_${category}_0000.xml`

/** A database and a folder of one's own, and the import from one to the other. */
export interface ImportBench {
  client: Client
  adminUrl: string
  dir: string
  /** Writes the feed; `texts` replaces a file's text, by its name (null: no such file). */
  write(feed: TestFeed, texts?: Record<string, string | Buffer | null>): Promise<void>
  run(options?: ImportOptions): Promise<ImportReport>
  /** What the directory holds, each row with the transaction that wrote it. */
  contents(): Promise<string>
  close(): Promise<void>
}

const TABLES = [
  'accounts',
  'person_keys',
  'schools',
  'school_years',
  'members',
  'groups',
  'group_members',
  'guardianships',
]

export async function importBench(): Promise<ImportBench> {
  const database = await cloneDatabase()
  const client = new Client({ connectionString: database.coreUrl })
  await client.connect()
  const dir = await mkdtemp(join(tmpdir(), 'preau-feed-'))
  return {
    client,
    adminUrl: database.adminUrl,
    dir,
    async write(feed, texts = {}) {
      await rm(dir, { recursive: true })
      await writeFeed(dir, feed, texts)
    },
    run: (options) => importFeed(client, dir, { locale: 'en', ...options }),
    async contents() {
      const rows: string[] = []
      for (const table of TABLES) {
        const found = await client.query<{ row: string }>(
          `select '${table} ' || t.xmin || ' ' || t.xmax || ' ' || t::text as row from core.${table} t order by 1`
        )
        rows.push(...found.rows.map(({ row }) => row))
      }
      return rows.join('\n')
    },
    async close() {
      await client.end()
      await database.drop()
      await rm(dir, { recursive: true })
    },
  }
}

async function writeFeed(
  dir: string,
  feed: TestFeed,
  texts: Record<string, string | Buffer | null>
) {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(dir, { recursive: true })
  const files: Record<string, string | Buffer | null> = {}
  for (const category of Object.keys(OPERATIONAL) as (keyof TestFeed)[])
    files[fileName(category)] =
      HEAD + feed[category].map((one) => request(category, one)).join('') + TAIL
  for (const [name, text] of Object.entries({ ...files, ...texts }))
    if (text !== null) await writeFile(join(dir, name), text)
}
