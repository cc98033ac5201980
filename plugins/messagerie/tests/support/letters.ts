import { randomUUID } from 'node:crypto'
import type { TestMember } from '@preau/testing'

/** A text of one paragraph. */
export const text = (words: string) => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }],
})

/** Whom a message addresses, with what is left unsaid. */
export const target = (more: object) => ({
  ...{ kind: 'to', member: null, guardians: false, group: null, profile: null, everyone: false },
  ...more,
})

/** A message that may be sent, to the targets. */
export const draft = (targets: readonly object[], more: object = {}) => ({
  ...{ threadId: null, subject: 'Sortie', body: text('Rendez-vous à l’école.'), files: [] },
  ...{ noReply: false, sendAt: null, targets: targets.map(target), ...more },
})

/** Writes a draft and sends it, to so many as are `confirmed`; the answer of what was refused first, with the draft's id. */
export async function sendAs(
  who: TestMember,
  targets: readonly object[],
  { confirmed, ...more }: { confirmed?: number; [key: string]: unknown } = {},
  id: string = randomUUID()
) {
  const saved = await who.put(`/drafts/${id}`, draft(targets, more))
  if (saved.status !== 200) return { ...saved, id }
  return { ...(await who.post(`/drafts/${id}/send`, { confirmed })), id }
}
