import { defineServer } from '@preau/kit/server'
import folios from '../plugin.ts'
import { portable } from './portable/portable.ts'
import { privacy } from './privacy.ts'

const Traces = () => import('./traces/traces_controller.ts')
const Activities = () => import('./activities/activities_controller.ts')
const Shares = () => import('./sharing/shares_controller.ts')
const Shared = () => import('./sharing/shared_controller.ts')

export default defineServer(folios, {
  personRoutes(router) {
    router.get('/traces', { permission: 'folios.own' }, [Traces, 'index'])
    router.get('/latest', { permission: 'folios.own' }, [Traces, 'latest'])
    router.post('/traces', { permission: 'folios.own' }, [Traces, 'store'])
    router.get('/traces/:trace', { permission: 'folios.own' }, [Traces, 'show'])
    router.put('/traces/:trace', { permission: 'folios.own' }, [Traces, 'update'])
    router.delete('/traces/:trace', { permission: 'folios.own' }, [Traces, 'destroy'])
    router.post('/traces/:trace/shares', { permission: 'folios.own' }, [Shares, 'store'])
    router.delete('/traces/:trace/shares/:share', { permission: 'folios.own' }, [Shares, 'destroy'])
  },
  routes(router) {
    router.get('/activities', { permission: 'folios.answer' }, [Activities, 'toDo'])
    router.put('/activities/:activity/answer', { permission: 'folios.answer' }, [
      Activities,
      'answer',
    ])
    router.get('/groups', { permission: 'folios.assign' }, [Activities, 'groups'])
    router.get('/assigned', { permission: 'folios.assign' }, [Activities, 'assigned'])
    router.post('/assigned', { permission: 'folios.assign' }, [Activities, 'store'])
    router.get('/assigned/:activity', { permission: 'folios.assign' }, [Activities, 'pupils'])
    router.delete('/assigned/:activity', { permission: 'folios.assign' }, [Activities, 'destroy'])
    router.get('/recipients', { permission: 'folios.own' }, [Shares, 'recipients'])
    router.get('/shared', { permission: 'folios.read' }, [Shared, 'index'])
    router.get('/shared/:trace', { permission: 'folios.read' }, [Shared, 'show'])
    router.post('/shared/:trace/comments', { permission: 'folios.comment' }, [Shared, 'comment'])
  },
  personExport: portable,
  privacy,
})
