import { defineUi } from '@preau/kit/ui'
import type folios from '../plugin.ts'

export default defineUi<typeof folios>({
  pages: {
    mine: () => import('./pages/TraceList.vue'),
    edit: () => import('./pages/TraceEdit.vue'),
    trace: () => import('./pages/TraceRead.vue'),
    shared: () => import('./pages/SharedList.vue'),
    activities: () => import('./pages/ActivityList.vue'),
    sharedTrace: () => import('./pages/SharedRead.vue'),
  },
  components: { FolioWidget: () => import('./components/FolioWidget.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
