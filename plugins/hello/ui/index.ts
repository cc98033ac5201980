import { defineUi } from '@preau/kit/ui'
import type hello from '../plugin.ts'

export default defineUi<typeof hello>({
  pages: { home: () => import('./pages/Home.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
