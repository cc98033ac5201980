import { coreQuery } from '#app/core_query'
import { Failure } from '#app/failure'

const PER_PAGE = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Somebody of a school, present or past. */
export interface Person {
  id: string
  accountId: string
  name: string
  ended: boolean
}

/** @throws E_NOT_FOUND (404) when nobody of the school, past or present, has that id */
export async function personOf(schoolId: string, id: unknown): Promise<Person> {
  const [person] =
    typeof id === 'string' && UUID.test(id)
      ? await coreQuery<Person>(
          `select id, account_id as "accountId", display_name as name, ended_at is not null as ended
           from core.members where school_id = ? and id = ? and erased_at is null`,
          [schoolId, id]
        )
      : []
  if (!person) throw new Failure('E_NOT_FOUND', 404)
  return person
}

/** The people of a school by name, those who have left too; a page. */
export async function findPeople(schoolId: string, { q, page }: { q: string; page: number }) {
  const like = `%${q.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`
  const rows = await coreQuery<{
    id: string
    name: string
    profile: string
    endedAt: Date | null
    total: number
  }>(
    `select id, display_name as name, profile, ended_at as "endedAt", count(*) over ()::int as total
     from core.members where school_id = ? and erased_at is null and display_name ilike ?
     order by family_name, given_name, id limit ? offset ?`,
    [schoolId, like, PER_PAGE, (page - 1) * PER_PAGE]
  )
  return {
    data: rows.map(({ total: _total, ...row }) => row),
    meta: { page, perPage: PER_PAGE, total: rows[0]?.total ?? 0 },
  }
}
