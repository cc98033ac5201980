import { onBeforeUnmount, watchEffect } from 'vue'

const suffix = 'Préau'

/** Keeps the window's title in step with the page's. */
export function usePageTitle(title: () => string): void {
  let alive = true
  watchEffect(() => {
    if (alive) document.title = title() ? `${title()} · ${suffix}` : suffix
  })
  onBeforeUnmount(() => (alive = false))
}
