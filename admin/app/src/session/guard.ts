import { ApiFailure } from '@preau/client'
import type { Router } from 'vue-router'
import { onApiFailure, queries } from '../api.ts'
import { forgetPerson, meQuery } from './use_session.ts'

const UNAUTHENTICATED = 401
const ENTRANCES = ['/api/session', '/api/invitations']

/** Sends whoever has no session, or no longer has one, to the sign-in page, and back afterwards. */
export function guardSession(router: Router): void {
  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    try {
      await queries.ensureQueryData(meQuery)
      return true
    } catch (error) {
      const unknown = error instanceof ApiFailure && error.status === UNAUTHENTICATED
      return unknown ? { name: 'sign-in', query: nextOf(to.fullPath) } : true
    }
  })

  onApiFailure((failure, path) => {
    const { name, meta, fullPath } = router.currentRoute.value
    if (failure.status !== UNAUTHENTICATED || ENTRANCES.includes(path)) return
    if (!name || meta.public) return
    void router.push({ name: 'sign-in', query: nextOf(fullPath) }).then(forgetPerson)
  })
}

const nextOf = (path: string): Record<string, string> => (path === '/' ? {} : { next: path })
