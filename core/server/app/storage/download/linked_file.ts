import type { Profile } from '@preau/kit'
import db from '@adonisjs/lucid/services/db'
import { coreQuery } from '#app/core_query'
import { activationsOf } from '#app/host/activation_cache'
import type { FileLink } from '#app/host/file_links'
import { isOpenTo } from '#app/host/gate'
import { pluginRole, withScope } from '#app/scope/index'

/** A file that a link opens. */
export interface LinkedFile {
  plugin: string
  name: string
  size: string
  type: string
  sha256: Buffer
  store_key: string
  thumbnail_key: string | null
}

/** The school of whoever follows the link, where the module must be open to him. */
interface Place {
  school_id: string
  profiles: Profile[]
}

type Row = LinkedFile & Place & { object_table: string }

const COLUMNS =
  'f.plugin, f.object_table, f.name, f.size, f.type, f.sha256, f.store_key, f.thumbnail_key, m.school_id, m.profiles'
const THERE = `f.state = 'clean' and f.object_id is not null and m.ended_at is null`

/** By the link's reach: its files, each with a school of who asks. */
const READ = {
  school: `select ${COLUMNS} from core.files f join core.members m on m.school_id = f.school_id
    where f.school_id = ? and f.id = ? and m.id = ? and m.account_id = ? and f.account_id is null and ${THERE}`,
  shared: `select ${COLUMNS} from core.members m, core.files f
    where m.school_id = ? and f.id = ? and m.id = ? and m.account_id = ? and f.account_id is not null and ${THERE}`,
  own: `select ${COLUMNS} from core.files f join core.members m on m.account_id = f.account_id
    where ?::uuid is not null and f.id = ? and f.account_id = ? and f.account_id = ? and ${THERE}`,
} as const satisfies Record<FileLink['reach'], string>

/**
 * The link's file, while it is there and its module open to who asks: in the school of the link, of which
 * he is still; in one of his schools, for his own. One that is shared must still be shared with him.
 */
export async function linkedFile(
  link: FileLink,
  accountId: string,
  atLeast: bigint
): Promise<LinkedFile | undefined> {
  const { schoolId, fileId, memberId, reach } = link
  const rows = await coreQuery<Row>(READ[reach], [schoolId, fileId, memberId, accountId])
  for (const row of rows) {
    const { modules } = await activationsOf(row.school_id, atLeast)
    const asker = { profiles: row.profiles, write: false, now: new Date() }
    if (!isOpenTo(modules.get(row.plugin), asker)) continue
    return reach !== 'shared' || (await isShared(link, row)) ? row : undefined
  }
  return undefined
}

/** Whether the member of the link still reads the file, by the plugin's own view of what is shared. */
function isShared({ schoolId, memberId, fileId }: FileLink, row: Row): Promise<boolean> {
  const entry = { kind: 'school', schoolId, memberId, readOnly: true, locks: [] } as const
  return withScope({ ...entry, role: pluginRole(row.plugin) }, async () => {
    const view = `shared_${row.object_table}_files`
    return (await db.from(view).where('id', fileId).select('id').first()) !== null
  })
}
