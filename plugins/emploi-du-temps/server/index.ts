import { defineServer } from '@preau/kit/server'
import timetable from '../plugin.ts'
import { apply } from './import/apply_job.ts'
import { privacy } from './privacy.ts'
import { lessonsService } from './service.ts'

const Week = () => import('./week/week_controller.ts')
const Changes = () => import('./changes/changes_controller.ts')
const Imports = () => import('./import/imports_controller.ts')
const Parts = () => import('./parts/parts_controller.ts')

const READ = { permission: 'emploi-du-temps.read' } as const
const BROWSE = { permission: 'emploi-du-temps.browse' } as const
const ADJUST = { permission: 'emploi-du-temps.adjust' } as const
const IMPORT = { permission: 'emploi-du-temps.import' } as const

export default defineServer(timetable, {
  routes(router) {
    router.get('/week', READ, [Week, 'week'])
    router.get('/today', READ, [Week, 'today'])
    router.get('/choices', BROWSE, [Week, 'choices'])
    router.put('/lessons/:course/:day', ADJUST, [Changes, 'update'])
    router.delete('/lessons/:course/:day', ADJUST, [Changes, 'destroy'])
    router.get('/parts', ADJUST, [Parts, 'index'])
    router.get('/parts/:part', ADJUST, [Parts, 'show'])
    router.put('/parts/:part', ADJUST, [Parts, 'update'])
    router.get('/imports', IMPORT, [Imports, 'index'])
    router.post('/imports', IMPORT, [Imports, 'store'])
    router.get('/imports/:sending', IMPORT, [Imports, 'show'])
    router.post('/imports/:sending/apply', IMPORT, [Imports, 'apply'])
    router.put('/mappings', IMPORT, [Imports, 'map'])
  },
  services: (scope) => ({ 'emploi-du-temps.lessons/v1': lessonsService(scope) }),
  jobs: { apply },
  privacy,
})
