import { defineUi } from '@preau/kit/ui'
import type actualites from '../plugin.ts'

export default defineUi<typeof actualites>({
  pages: {
    news: () => import('./pages/NewsList.vue'),
    read: () => import('./pages/NewsRead.vue'),
    edit: () => import('./pages/NewsEdit.vue'),
  },
  components: { NewsWidget: () => import('./components/NewsWidget.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
