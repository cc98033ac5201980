export type * from './types.ts'
export { createApi, type Api } from './api.ts'
export { ApiFailure } from './failure.ts'
export { createHttp, type Http, type HttpOptions, type Query } from './http.ts'
