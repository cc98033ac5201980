import { PROFILES, type Profile } from '@preau/kit'
import type { Answer } from '../../visitor.ts'
import type { Bench } from '../bench.ts'
import type { Check, Finding } from '../check.ts'
import { addressOf, idsOf, NOBODYS } from './routes.ts'

/** Whoever holds a permission passes, whoever does not is refused. */
export const permissions: Check = {
  code: 'permissions',
  title: 'each permission that a route asks for lets in the profiles that hold it, and nobody else',
  async run(bench) {
    await bench.ready()
    const found: Finding[] = []
    const settings = await settingsOf(bench)
    const ofPersons = bench.described.personRoutes.map(({ path, ...route }) => ({
      ...{ ...route, path: `/api/me/p/${bench.id}${path}` },
    }))
    for (const route of [...bench.described.routes, ...ofPersons]) {
      const holders = holdersOf(bench, route.permission, settings)
      for (const profile of PROFILES)
        found.push(
          ...judge(route, { profile, held: holders.has(profile) }, await ask(bench, route, profile))
        )
    }
    return found
  },
}

type Route = Bench['described']['routes'][number]

/** The profiles that hold a permission, by its default and the settings that narrow it. */
function holdersOf(
  { id, manifest }: Bench,
  permission: string,
  settings: Record<string, unknown>
): Set<Profile> {
  const declaration = manifest.permissions[permission.slice(id.length + 1)]
  if (!declaration) return new Set(PROFILES)
  const wished = declaration.narrowedBy ? settings[declaration.narrowedBy] : undefined
  return new Set(
    declaration.grantedTo.filter((one) => !Array.isArray(wished) || wished.includes(one))
  )
}

async function settingsOf({ sides: [{ school }], id }: Bench): Promise<Record<string, unknown>> {
  const { body } = await school.head.get(`/api/schools/${school.uai}/plugins/${id}/settings`)
  return (body as { values?: Record<string, unknown> }).values ?? {}
}

/** A reading is asked about a row that is there, a writing about none: what it would change stays. */
async function ask(bench: Bench, { method, path, permission }: Route, profile: Profile) {
  const [side] = bench.sides
  const subject = bench.manifest.permissions[permission.slice(bench.id.length + 1)]?.subject
  const [id = NOBODYS] = method === 'GET' ? await idsOf(bench, side, subject) : []
  const body = method === 'GET' ? [] : [{}]
  return side.people[profile].send(method, addressOf(path, id), ...body)
}

interface Asker {
  profile: Profile
  held: boolean
}

function judge({ method, path, permission }: Route, { profile, held }: Asker, answer: Answer) {
  const { status } = answer
  const who = `${method} ${path} as « ${profile} »`
  if (status >= 500)
    return [
      {
        what: `${who} answers ${status}`,
        remedy:
          'validate what comes (request.validateUsing) and raise PluginError for what is expected to fail',
      },
    ]
  const mayBeAbsent = path.includes(':')
  const refused = status === 403 || status === 401 || (status === 404 && !mayBeAbsent)
  if (held && refused)
    return [
      {
        what: `${who} answers ${status}, though « ${permission} » is granted to that profile`,
        remedy:
          'let the handler refuse no more than its permission says, or grant the permission to fewer',
      },
    ]
  if (!held && status !== 403 && status !== 404)
    return [
      {
        what: `${who} answers ${status}, though « ${permission} » is not granted to that profile`,
        remedy: 'name in the route the permission that it needs',
      },
    ]
  return []
}
