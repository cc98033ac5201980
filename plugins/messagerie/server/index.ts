import { defineServer } from '@preau/kit/server'
import messagerie from '../plugin.ts'
import { privacy } from './privacy.ts'
import { messageReports } from './threads/reports.ts'

const Threads = () => import('./threads/threads_controller.ts')
const Drafts = () => import('./drafts/drafts_controller.ts')
const Rules = () => import('./rules/rules_controller.ts')
const Recipients = () => import('./recipients/recipients_controller.ts')

const READ = { permission: 'messagerie.read' } as const
const RULE = { permission: 'messagerie.rule' } as const
const WRITE = { permission: 'messagerie.write' } as const

export default defineServer(messagerie, {
  routes(router) {
    router.get('/threads', READ, [Threads, 'index'])
    router.get('/latest', READ, [Threads, 'latest'])
    router.get('/threads/:thread', READ, [Threads, 'show'])
    router.put('/threads/:thread', READ, [Threads, 'update'])
    router.get('/messages/:message/receipts', WRITE, [Threads, 'receipts'])
    router.post('/messages/:message/recall', WRITE, [Threads, 'recall'])
    router.post('/messages/:message/cancel', WRITE, [Threads, 'cancel'])
    router.get('/drafts', WRITE, [Drafts, 'index'])
    router.get('/drafts/:draft', WRITE, [Drafts, 'show'])
    router.put('/drafts/:draft', WRITE, [Drafts, 'update'])
    router.delete('/drafts/:draft', WRITE, [Drafts, 'destroy'])
    router.post('/drafts/:draft/send', WRITE, [Drafts, 'send'])
    router.get('/rules', RULE, [Rules, 'show'])
    router.put('/rules', RULE, [Rules, 'update'])
    router.get('/recipients', WRITE, [Recipients, 'find'])
    router.post('/recipients/count', WRITE, [Recipients, 'count'])
  },
  schoolsRoutes(router) {
    router.get('/threads', READ, [Threads, 'everywhere'])
  },
  reports: { messages: messageReports },
  privacy,
})
