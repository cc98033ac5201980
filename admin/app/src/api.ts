import { ApiFailure, createApi, createHttp } from '@preau/client'
import { focusManager, QueryClient } from '@tanstack/vue-query'
import { currentLocale, i18n } from './i18n.ts'

type Listener = (failure: ApiFailure, path: string) => void
const listeners = new Set<Listener>()

/** Calls `listener` for each failure of the API, wherever it was asked. */
export function onApiFailure(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const http = createHttp({
  language: currentLocale,
  unreachable: () => i18n.global.t('error.unreachable'),
  onFailure: (failure, path) => listeners.forEach((listener) => listener(failure, path)),
})

export const api = createApi(http)

const RETRIES = 2

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => error instanceof ApiFailure && error.offline && count < RETRIES,
    },
  },
})

// a window beside another gets the focus without ever having been hidden
focusManager.setEventListener((onFocus) => {
  const listener = () => onFocus()
  window.addEventListener('focus', listener)
  window.addEventListener('visibilitychange', listener)
  return () => {
    window.removeEventListener('focus', listener)
    window.removeEventListener('visibilitychange', listener)
  }
})
