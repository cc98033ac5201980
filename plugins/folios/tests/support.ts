import type { TestMember } from '@preau/testing'

/** A trace as its form sends it. */
export function traceOf(title: string, more: object = {}) {
  return {
    ...{ title, kind: 'forum', happenedOn: '2026-11-24', place: 'Préauville' },
    ...{ learnt: 'Poser des questions', parcours: ['future'], files: [] as string[] },
    skills: [{ key: 'methods', level: 2 }],
    ...more,
  }
}

const MINE = '/api/me/p/folios'

/** The paths of persons, as seen from anywhere. */
export const mine = {
  traces: `${MINE}/traces`,
  latest: `${MINE}/latest`,
  trace: (id: string) => `${MINE}/traces/${id}`,
  shares: (id: string) => `${MINE}/traces/${id}/shares`,
  share: (id: string, share: string) => `${MINE}/traces/${id}/shares/${share}`,
}

interface ShownTrace {
  id: string
  title: string
  files: { id: string; url: string; name: string }[]
  shares: { id: string; recipient: string | null; kind: string; open: boolean }[]
  comments: { id: string; body: string; skill: string | null; author: string; school: string }[]
}

/** What a route answered. @throws with the answer when it is no success */
export async function done<T = ShownTrace>(answering: ReturnType<TestMember['get']>): Promise<T> {
  const { status, body } = await answering
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body as T
}

/** The titles of a list. */
export async function titlesOf(member: TestMember, path: string): Promise<string[]> {
  const { data } = await done<{ data: { title: string }[] }>(member.get(path))
  return data.map(({ title }) => title)
}

/** The code of a refusal. */
export async function refusal(answering: ReturnType<TestMember['get']>): Promise<string> {
  const { status, body } = await answering
  const { errors = [] } = body as { errors?: { code: string }[] }
  return `${status} ${errors[0]?.code ?? ''}`
}
