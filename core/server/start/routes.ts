import router from '@adonisjs/core/services/router'
import '#start/watch_routes'
import { middleware } from '#start/kernel'
import { mountPlugins } from '#app/host/mount'

const Identity = () => import('#app/identity/identity_controller')
const Committee = () => import('#app/identity/committee_controller')
const Modules = () => import('#app/host/module_controller')
const Authority = () => import('#app/host/authority_controller')
const Portal = () => import('#app/portal/portal_controller')
const Jobs = () => import('#app/jobs/jobs_controller')
const AuthorityJobs = () => import('#app/jobs/authority_jobs_controller')
const Events = () => import('#app/live/events_controller')
const Site = () => import('#app/web/site_controller')

router.get('/api/site', [Site, 'site'])
router.post('/api/session', [Identity, 'signIn'])
router.post('/api/invitations', [Identity, 'acceptInvitation'])

router
  .group(() => {
    router.delete('/session', [Identity, 'signOut'])
    router.get('/me', [Identity, 'me'])
    router.put('/me/password', [Identity, 'changePassword'])
    router.get('/me/portal', [Portal, 'mine'])
    router.get('/me/events', [Events, 'stream'])
  })
  .prefix('/api')
  .use(middleware.session())

router
  .group(() => {
    router.get('/portal', [Portal, 'school'])
    router.get('/plugins', [Modules, 'index'])
    router.get('/plugins/:id', [Modules, 'show'])
    router.put('/plugins/:id', [Modules, 'switch'])
    router.post('/plugins/:id/preview', [Modules, 'preview'])
    router.get('/plugins/:id/settings', [Modules, 'settings'])
    router.put('/plugins/:id/settings', [Modules, 'changeSettings'])
    router.put('/plugins/:id/pause', [Modules, 'pause'])
    router.delete('/plugins/:id/pause', [Modules, 'resume'])
    router.get('/plugins/:id/ledger', [Modules, 'ledger'])
    router.post('/plugins/:id/ledger/:line/undo', [Modules, 'undo'])
    router.get('/ledger', [Modules, 'schoolLedger'])
    router.get('/jobs', [Jobs, 'index'])
    router.post('/jobs/:job/retry', [Jobs, 'retry'])
    router.delete('/jobs/:job', [Jobs, 'discard'])
    router.get('/committee', [Committee, 'index'])
    router.get('/staff', [Committee, 'staff'])
    router.put('/committee/:member', [Committee, 'add'])
    router.delete('/committee/:member', [Committee, 'remove'])
  })
  .prefix('/api/schools/:uai')
  .use([middleware.session(), middleware.member()])

router
  .group(() => {
    router.get('/modules', [Authority, 'modules'])
    router.get('/jobs', [AuthorityJobs, 'index'])
    router.put('/offers', [Authority, 'change'])
    router.post('/offers/preview', [Authority, 'preview'])
    router.get('/schools/:uai/ledger', [Authority, 'ledger'])
  })
  .prefix('/api/authorities/:authority')
  .use(middleware.session())

mountPlugins(router)

router.get('*', [Site, 'page'])
router.any('/api/*', [Site, 'unknown'])
