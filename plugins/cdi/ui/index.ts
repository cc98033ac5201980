import { defineUi } from '@preau/kit/ui'
import type cdi from '../plugin.ts'

export default defineUi<typeof cdi>({
  pages: {
    catalogue: () => import('./pages/Catalogue.vue'),
    record: () => import('./pages/RecordPage.vue'),
    edit: () => import('./pages/RecordEdit.vue'),
    desk: () => import('./pages/Desk.vue'),
    late: () => import('./pages/Late.vue'),
    imports: () => import('./pages/Imports.vue'),
    import: () => import('./pages/ImportPage.vue'),
    labels: () => import('./pages/Labels.vue'),
    mine: () => import('./pages/Mine.vue'),
    lists: () => import('./pages/Lists.vue'),
    list: () => import('./pages/ListPage.vue'),
    compose: () => import('./pages/ListEdit.vue'),
  },
  components: { MyLoansWidget: () => import('./components/MyLoansWidget.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
