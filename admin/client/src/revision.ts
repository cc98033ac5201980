const KEY = 'preau.revision'

function newer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length
}

/** Remembers, for this tab, the newest revision seen, so that one reads one's own writes. */
export function createRevision(storage: Storage | undefined) {
  let current = storage?.getItem(KEY) ?? ''
  return {
    get: () => current,
    see(revision: string | null): void {
      if (!revision || !newer(revision, current)) return
      current = revision
      storage?.setItem(KEY, revision)
    },
    forget(): void {
      current = ''
      storage?.removeItem(KEY)
    },
  }
}
