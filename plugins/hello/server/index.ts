import { defineServer } from '@preau/kit/server'
import hello from '../plugin.ts'

export default defineServer(hello, {
  routes(router) {
    router.get('/', { permission: 'hello.read' }, ({ scope }) => ({
      message: `Bonjour ${scope.member.displayName}, ${scope.school.name} vous accueille.`,
    }))
  },
})
