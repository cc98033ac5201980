import { addIcon } from '@iconify/vue'
import { init } from 'virtual:nuxt-ui-icons'
import type { Plugin } from 'vue'

/** Gives the icons that were gathered at build; none is asked from elsewhere. */
export const icons: Plugin = {
  install() {
    init((name, data) => addIcon(name, data as Parameters<typeof addIcon>[1]))
  },
}

/** An icon as a manifest names it, in the form that the bundle knows. */
export function iconName(icon: string): string {
  return icon.startsWith('i-') ? icon : `i-lucide-${icon}`
}
