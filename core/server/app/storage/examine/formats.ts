import type { FileKind } from '@preau/kit'

/** A format that may be kept: told by its content, named by its extensions, the usual one first. */
export interface Format {
  type: string
  kind: FileKind
  extensions: readonly string[]
  /** May hold macros that nothing but an antivirus sees: kept only where one looks. */
  opaque?: true
}

const format = (kind: FileKind, type: string, ...extensions: string[]): Format => ({
  type,
  kind,
  extensions,
})
const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN = 'application/vnd.oasis.opendocument'

/**
 * All that is ever kept. What is not here is refused, whatever it says it is:
 * pages, scripts, drawings that hold scripts (SVG), programs, documents with macros.
 */
export const FORMATS: readonly Format[] = [
  format('image', 'image/jpeg', 'jpg', 'jpeg', 'jfif'),
  format('image', 'image/png', 'png'),
  format('image', 'image/webp', 'webp'),
  format('image', 'image/gif', 'gif'),
  format('image', 'image/avif', 'avif'),
  format('pdf', 'application/pdf', 'pdf'),
  format('document', `${OPEN}.text`, 'odt'),
  format('document', `${OPEN}.spreadsheet`, 'ods'),
  format('document', `${OPEN}.presentation`, 'odp'),
  format('document', `${OPEN}.graphics`, 'odg'),
  format('document', `${OFFICE}.wordprocessingml.document`, 'docx'),
  format('document', `${OFFICE}.spreadsheetml.sheet`, 'xlsx'),
  format('document', `${OFFICE}.presentationml.presentation`, 'pptx'),
  format('document', 'application/rtf', 'rtf'),
  format('document', 'application/epub+zip', 'epub'),
  { ...format('document', 'application/msword', 'doc'), opaque: true },
  { ...format('document', 'application/vnd.ms-excel', 'xls'), opaque: true },
  { ...format('document', 'application/vnd.ms-powerpoint', 'ppt'), opaque: true },
  format('text', 'text/plain', 'txt'),
  format('text', 'text/csv', 'csv', 'tsv'),
  format('text', 'text/markdown', 'md'),
  format('text', 'text/calendar', 'ics'),
  format('text', 'text/vtt', 'vtt', 'srt'),
  format('audio', 'audio/mpeg', 'mp3'),
  format('audio', 'audio/mp4', 'm4a'),
  format('audio', 'audio/ogg', 'ogg', 'oga', 'opus'),
  format('audio', 'audio/wav', 'wav'),
  format('audio', 'audio/flac', 'flac'),
  format('audio', 'audio/aac', 'aac'),
  format('video', 'video/mp4', 'mp4', 'm4v'),
  format('video', 'video/webm', 'webm'),
  format('video', 'video/quicktime', 'mov'),
  format('video', 'video/ogg', 'ogv'),
  format('archive', 'application/zip', 'zip'),
  format('archive', 'application/x-7z-compressed', '7z'),
  // RFC 2220, RFC 6207
  format('records', 'application/marc', 'mrc', 'iso', 'marc', 'pan', 'uni', 'iso2709'),
  format('records', 'application/marcxml+xml', 'xml', 'marcxml', 'mxc'),
]

/** Extensions of all formats: what may be taken off a name that says another. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set(
  FORMATS.flatMap(({ extensions }) => extensions)
)

/** What a library calls otherwise than the register of media types. */
const ALIASES: Record<string, string> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
}

/** The format of a media type; undefined when it is not one that is kept. */
export function formatOfType(type: string): Format | undefined {
  const known = ALIASES[type] ?? type
  return FORMATS.find((one) => one.type === known)
}

/** The formats of some kinds, as an antivirus being there or not allows. */
export function formatsOf(kinds: readonly FileKind[], scanned: boolean): Format[] {
  return FORMATS.filter(({ kind, opaque }) => kinds.includes(kind) && (!opaque || scanned))
}
