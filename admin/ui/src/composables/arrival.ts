let first = true

/**
 * Puts the focus on a page's title when one comes from another page; on the first page the browser
 * begins at the top, where the skip link is.
 */
export function arrive(heading: HTMLElement | null): void {
  if (!first) heading?.focus({ preventScroll: true })
  first = false
}
