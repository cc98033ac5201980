import { defineServer, type PluginRouter } from '@preau/kit/server'
import cdi from '../plugin.ts'
import type {} from '../contract.ts'
import { add } from './catalogue/service.ts'
import { everyMorning } from './desk/late.ts'
import { readImport, runImport } from './imports/run_import.ts'
import { undoImport } from './imports/undo_import.ts'
import { privacy } from './privacy.ts'
import type { Manifest } from './scope.ts'
import { lookUp } from './sru/look_up.ts'

const Records = () => import('./catalogue/records_controller.ts')
const Copies = () => import('./desk/copies_controller.ts')
const Desk = () => import('./desk/desk_controller.ts')
const Imports = () => import('./imports/imports_controller.ts')
const Lookups = () => import('./sru/lookups_controller.ts')
const Lists = () => import('./lists/lists_controller.ts')
const Labels = () => import('./labels/labels_controller.ts')
const Exports = () => import('./exports/exports_controller.ts')

type Router = PluginRouter<Manifest>

/** The catalogue, for all to search, for the librarian to fill. */
function catalogue(router: Router): void {
  router.get('/records', { permission: 'cdi.read' }, [Records, 'index'])
  router.get('/suggestions', { permission: 'cdi.read' }, [Records, 'suggestions'])
  router.get('/records/:record', { permission: 'cdi.read' }, [Records, 'show'])
  router.get('/records/:record/fields', { permission: 'cdi.catalogue' }, [Records, 'fields'])
  router.post('/records', { permission: 'cdi.catalogue' }, [Records, 'store'])
  router.put('/records/:record', { permission: 'cdi.catalogue' }, [Records, 'update'])
  router.delete('/records/:record', { permission: 'cdi.catalogue' }, [Records, 'destroy'])
  router.post('/records/:record/copies', { permission: 'cdi.catalogue' }, [Copies, 'store'])
  router.put('/copies/:copy', { permission: 'cdi.catalogue' }, [Copies, 'update'])
  router.delete('/copies/:copy', { permission: 'cdi.catalogue' }, [Copies, 'destroy'])
  router.get('/imports', { permission: 'cdi.catalogue' }, [Imports, 'index'])
  router.post('/imports', { permission: 'cdi.catalogue' }, [Imports, 'store'])
  router.get('/imports/:import', { permission: 'cdi.catalogue' }, [Imports, 'show'])
  router.get('/imports/:import/lines', { permission: 'cdi.catalogue' }, [Imports, 'lines'])
  router.post('/imports/:import/read', { permission: 'cdi.catalogue' }, [Imports, 'read'])
  router.post('/imports/:import/run', { permission: 'cdi.catalogue' }, [Imports, 'run'])
  router.post('/imports/:import/undo', { permission: 'cdi.catalogue' }, [Imports, 'undo'])
  router.post('/lookups', { permission: 'cdi.catalogue' }, [Lookups, 'store'])
  router.get('/lookups/:lookup', { permission: 'cdi.catalogue' }, [Lookups, 'show'])
  router.post('/lookups/:lookup/take', { permission: 'cdi.catalogue' }, [Lookups, 'take'])
  router.post('/labels', { permission: 'cdi.catalogue' }, [Labels, 'copies'])
  router.post('/cards', { permission: 'cdi.lend' }, [Labels, 'cards'])
  router.post('/records.mrc', { permission: 'cdi.catalogue' }, [Exports, 'iso2709'])
  router.post('/records.xml', { permission: 'cdi.catalogue' }, [Exports, 'marcXml'])
  router.post('/copies.csv', { permission: 'cdi.catalogue' }, [Exports, 'copies'])
  router.post('/loans.csv', { permission: 'cdi.lend' }, [Exports, 'loans'])
}

/** What readers have and wait for, and the desk. */
function loans(router: Router): void {
  router.post('/records/:record/reservations', { permission: 'cdi.borrow' }, [Desk, 'reserve'])
  router.delete('/reservations/:reservation', { permission: 'cdi.borrow' }, [Desk, 'giveUp'])
  router.post('/loans/:loan/renewals', { permission: 'cdi.borrow' }, [Desk, 'renew'])
  router.get('/mine', { permission: 'cdi.borrow' }, [Desk, 'mine'])
  router.post('/scans', { permission: 'cdi.lend' }, [Desk, 'scan'])
  router.get('/readers', { permission: 'cdi.lend' }, [Desk, 'readers'])
  router.get('/readers/:member', { permission: 'cdi.lend' }, [Desk, 'reader'])
  router.get('/held', { permission: 'cdi.lend' }, [Desk, 'held'])
  router.get('/late', { permission: 'cdi.lend' }, [Desk, 'late'])
  router.post('/late/notices', { permission: 'cdi.lend' }, [Desk, 'remind'])
}

/** Reading lists. */
function lists(router: Router): void {
  router.get('/lists', { permission: 'cdi.lists' }, [Lists, 'index'])
  router.post('/lists', { permission: 'cdi.select' }, [Lists, 'store'])
  router.get('/lists/:list', { permission: 'cdi.lists' }, [Lists, 'show'])
  router.put('/lists/:list', { permission: 'cdi.select' }, [Lists, 'update'])
  router.delete('/lists/:list', { permission: 'cdi.select' }, [Lists, 'destroy'])
  router.get('/groups', { permission: 'cdi.select' }, [Lists, 'groups'])
}

export default defineServer(cdi, {
  routes(router) {
    catalogue(router)
    loans(router)
    lists(router)
  },
  services: () => ({ 'cdi.catalogue/v1': { add } }),
  jobs: { readImport, runImport, undoImport, lookUp, remind: everyMorning },
  privacy,
})
