import { defineServer } from '@preau/kit/server'
import hello from '../plugin.ts'

export default defineServer(hello, {
  routes(router) {
    router.get('/', { permission: 'hello.read' }, ({ scope }) => ({
      message: scope.say('greeting', {
        name: scope.member.displayName,
        school: scope.school.name,
      }),
    }))
  },
})
