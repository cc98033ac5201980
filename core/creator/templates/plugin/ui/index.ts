import { defineUi } from '@preau/kit/ui'
import type __ident__ from '../plugin.ts'

export default defineUi<typeof __ident__>({
  pages: { home: () => import('./pages/Home.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
