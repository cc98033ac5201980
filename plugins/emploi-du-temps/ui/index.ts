import { defineUi } from '@preau/kit/ui'
import type timetable from '../plugin.ts'

export default defineUi<typeof timetable>({
  pages: {
    week: () => import('./pages/TimetablePage.vue'),
    import: () => import('./pages/ImportPage.vue'),
    parts: () => import('./pages/PartsPage.vue'),
  },
  components: { DayWidget: () => import('./components/DayWidget.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
