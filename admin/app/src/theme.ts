import { ref, watch } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'preau.theme'
const system = window.matchMedia('(prefers-color-scheme: dark)')

function stored(): Theme {
  const value = localStorage.getItem(KEY)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** The chosen theme; `system` follows the device. */
export const theme = ref<Theme>(stored())

function apply(): void {
  const dark = theme.value === 'dark' || (theme.value === 'system' && system.matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
}

/** Applies the theme now and at each change, of the choice or of the device. */
export function installTheme(): void {
  apply()
  system.addEventListener('change', apply)
  watch(theme, (value) => {
    if (value === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, value)
    apply()
  })
}
