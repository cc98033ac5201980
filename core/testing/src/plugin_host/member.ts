import type { Profile } from '@preau/kit'
import { fetchBytes, sendFile } from '../file_sender.ts'
import { Visitor, type Answer } from '../visitor.ts'

/**
 * Somebody in a school of the test, signed in at his first request. A path is the plugin's own
 * (`/notes` is `/api/schools/:uai/p/carnet/notes`), or the host's when it begins with `/api/`.
 */
export interface TestMember {
  readonly id: string
  readonly profile: Profile
  readonly name: string
  /** What he signs in with. */
  readonly identifier: string
  readonly email: string
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
  /** Any method, with a body or without. */
  send(method: string, path: string, body?: unknown): Promise<Answer>
  /** The bytes of a download; undefined when it is refused. */
  bytes(path: string): Promise<Buffer | undefined>
  /** The same person, whose paths are another plugin's. */
  in(plugin: string): TestMember
  /** Sends a file for the rows of one of the plugin's tables; answers its id. @throws with the host's answer when it is refused */
  upload(table: string, file: { name: string; bytes: Buffer }): Promise<string>
}

/** Who somebody is, before he does anything. */
export type Person = Pick<TestMember, 'id' | 'profile' | 'name' | 'identifier' | 'email'>

/** Where somebody acts. */
export interface Place {
  url: string
  uai: string
  plugin: string
  /** Changes whenever sessions may have ended. */
  era(): number
}

/** Gives a person the hands to act. */
export function memberOf(person: Person, place: Place): TestMember {
  return acting(person, place, sessionOf(person, place))
}

function acting(person: Person, place: Place, session: () => Promise<Visitor>): TestMember {
  const home = `/api/schools/${place.uai}/p/${place.plugin}`
  const whole = (path: string) =>
    path.startsWith('/api/') ? path : `${home}/${path.replace(/^\/+/, '')}`.replace(/\/+$/, '')
  const send = async (method: string, path: string, body?: unknown) =>
    (await session()).send(method, whole(path), body)
  return {
    ...person,
    send,
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    put: (path, body = {}) => send('PUT', path, body),
    patch: (path, body = {}) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
    async bytes(path) {
      const answer = await fetchBytes(await session(), whole(path))
      return answer.status === 200 ? answer.bytes : undefined
    },
    in: (plugin) => acting(person, { ...place, plugin }, session),
    async upload(table, file) {
      const path = `/api/schools/${place.uai}/uploads/${place.plugin}/${table}`
      const { status, body } = await sendFile(await session(), path, file)
      if (status !== 201)
        throw new Error(`« ${file.name} » is refused: ${status} ${JSON.stringify(body)}`)
      return (body as { id: string }).id
    },
  }
}

/** Signs somebody in when first asked, and again after the clock has moved. */
function sessionOf({ identifier }: Person, { url, era }: Place): () => Promise<Visitor> {
  let since = -1
  let session: Promise<Visitor> | undefined
  return () => {
    if (since === era() && session) return session
    since = era()
    const visitor = new Visitor(url)
    session = visitor.signIn(identifier).then(({ status, body }) => {
      if (status === 201) return visitor
      throw new Error(`${identifier} could not sign in: ${JSON.stringify(body)}`)
    })
    return session
  }
}
