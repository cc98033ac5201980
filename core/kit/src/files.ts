import type { FileTableOf, PluginManifest } from './manifest.ts'

/** The row that files are attached to: a table of the manifest's `files`, and the row's id. */
export interface FileObject<M extends PluginManifest = PluginManifest> {
  table: FileTableOf<M>
  id: string
}

/** A file that is attached, checked and kept. */
export interface StoredFile {
  readonly id: string
  /** As its owner named it, without path, control or direction characters. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** By content, not as it was announced: `application/pdf`. */
  readonly type: string
  /** Pixels of the thumbnail, for files that have one. */
  readonly thumbnail: { readonly width: number; readonly height: number } | null
  /** The member who sent it; null once he has been forgotten. */
  readonly ownerId: string | null
  readonly createdAt: Date
}

/** A file as a page shows it (`FileList` of `@preau/ui`), with links for whoever asks, for a while. */
export interface ShownFile {
  id: string
  name: string
  size: number
  type: string
  /** Downloads it. */
  url: string
  /** Shows it in the browser, where that is safe: pictures. */
  view: string | null
  thumbnail: { url: string; width: number; height: number } | null
  /** When the links cease to answer: ISO 8601. */
  expiresAt: string
}

/**
 * The files of a plugin in a school. Bytes come and go by the host's own routes,
 * outside of any transaction; here a plugin ties files to its rows, in its
 * transaction. Files whose row is deleted go with it.
 */
export interface ScopeFiles<M extends PluginManifest = PluginManifest> {
  /**
   * Attaches uploads to a row, after those it has, and answers them.
   * @throws E_FILE_UPLOAD (422) unless each is an upload of the member, for this table, not attached yet;
   * E_FILE_COUNT (422) when the row would have too many
   */
  attach(object: FileObject<M>, uploads: readonly string[]): Promise<StoredFile[]>
  /**
   * Makes a row's files exactly these, in this order: those it has and is to keep, and new uploads; the others go.
   * @throws as `attach`
   */
  set(object: FileObject<M>, ids: readonly string[]): Promise<StoredFile[]>
  /** The files of a row, in order. */
  list(object: FileObject<M>): Promise<StoredFile[]>
  /** The files of many rows at once, by row; a row without files is not in it. */
  listMany(
    table: FileTableOf<M>,
    ids: readonly string[]
  ): Promise<ReadonlyMap<string, StoredFile[]>>
  /** The files of rows of persons, shared with whoever asks (`shareable`), by row. */
  listShared(
    table: FileTableOf<M>,
    ids: readonly string[]
  ): Promise<ReadonlyMap<string, StoredFile[]>>
  /** A file of `listShared` as the page shows it: its links open while it is shared. @throws in a job, where nobody asks */
  showShared(file: StoredFile): ShownFile
  /**
   * The bytes of a file of this plugin, whole: for a job, and files that its declaration keeps small.
   * @throws E_NOT_FOUND (404) when there is none of that id
   */
  read(id: string): Promise<Buffer>
  /** Removes a file of this plugin; false when there is none of that id. */
  remove(id: string): Promise<boolean>
  /** A link for whoever asks, which downloads the file for some minutes. @throws in a job, where nobody asks */
  url(file: StoredFile): string
  /** The file as pages show it, with its links. @throws in a job, where nobody asks */
  show(file: StoredFile): ShownFile
  /** What a member has sent and this plugin keeps, oldest first, 100 a page from 1: for his export. */
  ofMember(memberId: string, page?: number): Promise<(StoredFile & { object: FileObject<M> })[]>
  /** Keeps what a member has sent, without his name; answers how many files. For his erasure. */
  disown(memberId: string): Promise<number>
}
