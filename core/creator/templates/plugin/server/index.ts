import { defineServer } from '@preau/kit/server'
import __ident__ from '../plugin.ts'

export default defineServer(__ident__, {
  routes(router) {
    router.get('/', { permission: '__id__.read' }, ({ scope }) => ({
      message: scope.say('greeting', {
        name: scope.member.displayName,
        school: scope.school.name,
      }),
    }))
  },
})
