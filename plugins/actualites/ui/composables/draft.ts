import type { UploadedFile } from '@preau/client'
import type { AudienceChoice, News, NewsBody } from './news.ts'

/** What the form holds: times as the browser's fields write them. */
export interface Draft {
  title: string
  body: string
  pinned: boolean
  publish: 'now' | 'later' | 'draft'
  publishAt: string
  expiresAt: string
  files: UploadedFile[]
  /** Told in spite of quiet hours, for this reason. */
  pressing: boolean
  reason: string
  audiences: AudienceChoice[]
}

export const emptyDraft = (): Draft => ({
  title: '',
  body: '',
  pinned: false,
  publish: 'now',
  publishAt: '',
  expiresAt: '',
  files: [],
  pressing: false,
  reason: '',
  audiences: [{ groupId: null, profile: null }],
})

function toField(iso: string | null): string {
  if (!iso) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const toIso = (field: string): string | null => (field ? new Date(field).toISOString() : null)

/** A published item as the form shows it. */
export const draftOf = (news: News): Draft => ({
  title: news.title,
  body: news.body,
  pinned: news.pinned,
  publish: news.publishedAt ? 'later' : 'draft',
  publishAt: toField(news.publishedAt),
  expiresAt: toField(news.expiresAt),
  // Links expire: what the form keeps is what it shows.
  files: news.files.map(({ id, name, size, type }) => ({ id, name, size, type })),
  pressing: false,
  reason: '',
  audiences: news.audiences.map(({ group, profile }) => ({ groupId: group?.id ?? null, profile })),
})

function publishAtOf({ publish, publishAt }: Draft): string | null {
  if (publish === 'draft') return null
  return publish === 'now' ? new Date().toISOString() : toIso(publishAt)
}

/** What the form sends. */
export const bodyOf = (draft: Draft): NewsBody => ({
  title: draft.title.trim(),
  body: draft.body.trim(),
  pinned: draft.pinned,
  publishAt: publishAtOf(draft),
  expiresAt: toIso(draft.expiresAt),
  files: draft.files.map(({ id }) => id),
  audiences: draft.audiences,
  ...(draft.pressing && draft.publish === 'now' && { urgent: draft.reason.trim() }),
})
