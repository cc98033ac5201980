import { definePlugin } from '@preau/kit'

export default definePlugin({
  id: '__id__',
  category: 'resources',
  audience: ['student', 'teacher', 'head'],
  permissions: { read: { relation: 'school', grantedTo: ['student', 'teacher', 'head'] } },
  pages: { home: { path: '', permission: 'read' } },
  contributes: { nav: [{ zone: 'main', page: 'home', icon: 'i-lucide-hand', order: 90 }] },
  privacy: { storesPersonalData: false, reason: 'privacy.none' },
})
