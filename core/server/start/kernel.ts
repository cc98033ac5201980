import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#app/exceptions_handler'))
server.use([
  () => import('#app/watch/watch_middleware'),
  () => import('#app/web/headers_middleware'),
])
router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  async () => ({ default: (await import('#app/identity/session_middleware')).OriginMiddleware }),
])

export const middleware = router.named({
  session: async () => ({
    default: (await import('#app/identity/session_middleware')).SessionMiddleware,
  }),
  person: async () => ({
    default: (await import('#app/identity/session_middleware')).PersonMiddleware,
  }),
  member: async () => ({
    default: (await import('#app/identity/session_middleware')).MemberMiddleware,
  }),
})
