import { nextTick } from 'vue'

let first = true

/**
 * Puts the focus on a page's title when one comes from another page; on the first page the browser
 * begins at the top, where the skip link is.
 */
export function arrive(heading: HTMLElement | null): void {
  if (!first) heading?.focus({ preventScroll: true })
  first = false
}

/** Puts the focus on the first field of a form, or of the whole page, that was refused, once its sentence is there. */
export async function focusRefused(form: ParentNode | null = document): Promise<void> {
  await nextTick()
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}

/** Puts the focus here when what had it has just gone: nobody is sent back to the top of the page by his own action. */
export async function catchFocus(element: () => HTMLElement | null | undefined): Promise<void> {
  await nextTick()
  const { activeElement } = document
  if (!activeElement || activeElement === document.body) element()?.focus()
}
