import { defineUi } from '@preau/kit/ui'
import type messagerie from '../plugin.ts'

export default defineUi<typeof messagerie>({
  pages: {
    boxes: () => import('./pages/Boxes.vue'),
    rules: () => import('./pages/Rules.vue'),
    thread: () => import('./pages/Thread.vue'),
    write: () => import('./pages/Write.vue'),
  },
  components: { MessagesWidget: () => import('./components/MessagesWidget.vue') },
  messages: {
    fr: () => import('../locales/fr.json'),
    en: () => import('../locales/en.json'),
  },
})
