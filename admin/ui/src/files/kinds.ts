import type { FileKind } from '@preau/client'

const OFFICE = /^application\/(vnd\.|msword|rtf|epub)/
const RECORDS = /^application\/marc/
const ARCHIVES = new Set(['application/zip', 'application/x-7z-compressed'])

/** What a file is, in one word that people know. */
export function kindOf(type: string): FileKind | 'other' {
  const [family] = type.split('/')
  if (family === 'image' || family === 'audio' || family === 'video' || family === 'text')
    return family
  if (type === 'application/pdf') return 'pdf'
  if (OFFICE.test(type)) return 'document'
  if (RECORDS.test(type)) return 'records'
  return ARCHIVES.has(type) ? 'archive' : 'other'
}

/** The icon of each kind. */
export const KIND_ICONS = {
  image: 'i-lucide-image',
  pdf: 'i-lucide-file-text',
  document: 'i-lucide-file-pen',
  text: 'i-lucide-file-type',
  audio: 'i-lucide-file-music',
  video: 'i-lucide-file-video',
  archive: 'i-lucide-file-archive',
  records: 'i-lucide-library',
  other: 'i-lucide-file',
} as const satisfies Record<FileKind | 'other', string>
