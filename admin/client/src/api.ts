import type { Http } from './http.ts'
import type * as T from './types.ts'

const school = (uai: string) => `/api/schools/${encodeURIComponent(uai)}`
const module = (uai: string, id: string) => `${school(uai)}/plugins/${encodeURIComponent(id)}`
const personOf = (uai: string, person: string) =>
  `${school(uai)}/people/${encodeURIComponent(person)}`
const authority = (id: string) => `/api/authorities/${encodeURIComponent(id)}`

function sessionCalls(http: Http) {
  return {
    site: () => http.get<T.Site>('/api/site'),
    me: () => http.get<T.Me>('/api/me'),
    signIn: (identifier: string, password: string) =>
      http.post<T.Me>('/api/session', { identifier, password }),
    signOut: () => http.delete<void>('/api/session'),
    acceptInvitation: (code: string, password: string) =>
      http.post<T.Me>('/api/invitations', { code, password }),
    changePassword: (current: string, password: string) =>
      http.put<void>('/api/me/password', { current, password }),
    portal: () => http.get<T.Portal>('/api/me/portal'),
  }
}

function moduleCalls(http: Http) {
  return {
    modules: async (uai: string) =>
      (await http.get<{ data: T.SchoolModule[] }>(`${school(uai)}/plugins`)).data,
    module: (uai: string, id: string) => http.get<T.SchoolModuleDetail>(module(uai, id)),
    previewSwitch: (uai: string, id: string, on: boolean) =>
      http.post<T.SwitchPreview>(`${module(uai, id)}/preview`, { on }),
    switchModule: (uai: string, id: string, on: boolean, reason?: string) =>
      http.put<T.SwitchResult>(module(uai, id), { on, reason }),
    settings: (uai: string, id: string) =>
      http.get<T.ModuleSettings>(`${module(uai, id)}/settings`),
    saveSettings: (uai: string, id: string, values: T.ModuleSettings['values'], reason?: string) =>
      http.put<T.SwitchResult>(`${module(uai, id)}/settings`, { values, reason }),
    pause: (uai: string, id: string, pause: T.Pause) =>
      http.put<T.SwitchResult>(`${module(uai, id)}/pause`, pause),
    resume: (uai: string, id: string) => http.delete<T.SwitchResult>(`${module(uai, id)}/pause`),
    ledger: (uai: string, id: string, page = 1) =>
      http.get<T.Page<T.LedgerLine>>(`${module(uai, id)}/ledger`, { page }),
    undo: (uai: string, id: string, line: string) =>
      http.post<T.SwitchResult>(`${module(uai, id)}/ledger/${encodeURIComponent(line)}/undo`),
  }
}

function notificationCalls(http: Http) {
  const mine = '/api/me/notifications'
  const mark = async (marked: object) =>
    (await http.post<{ unread: number }>(`${mine}/read`, marked)).unread
  return {
    unread: async () => (await http.get<{ unread: number }>(`${mine}/count`)).unread,
    notifications: (page = 1, unread = false) =>
      http.get<T.Page<T.Notification>>(mine, { page, unread: unread ? 1 : undefined }),
    markRead: (ids: string[]) => mark({ ids }),
    markAllRead: (until: string) => mark({ until }),
    notificationChoices: () => http.get<T.NotificationChoices>(`${mine}/choices`),
    chooseNotification: (choice: T.NotificationChoice) => http.put<void>(`${mine}/choices`, choice),
    changeAddress: (address: { email: string | null; locale: string | null; password?: string }) =>
      http.put<void>(`${mine}/address`, address),
    quietHours: (uai: string) => http.get<T.QuietHours>(`${school(uai)}/quiet-hours`),
    saveQuietHours: (uai: string, form: T.QuietHoursForm) =>
      http.put<T.QuietHours>(`${school(uai)}/quiet-hours`, form),
    mails: (uai: string, page = 1) => http.get<T.SchoolMails>(`${school(uai)}/mails`, { page }),
    keptMail: (uai: string, id: string) =>
      http.get<T.KeptMail>(`${school(uai)}/mails/${encodeURIComponent(id)}`),
  }
}

function schoolCalls(http: Http) {
  return {
    schoolLedger: (uai: string, page = 1) =>
      http.get<T.Page<T.LedgerLine>>(`${school(uai)}/ledger`, { page }),
    work: (uai: string, page = 1) => http.get<T.SchoolWork>(`${school(uai)}/jobs`, { page }),
    retryWork: (uai: string, id: string) =>
      http.post<void>(`${school(uai)}/jobs/${encodeURIComponent(id)}/retry`),
    discardWork: (uai: string, id: string) =>
      http.delete<void>(`${school(uai)}/jobs/${encodeURIComponent(id)}`),
    reports: (uai: string, decided: boolean, page = 1) =>
      http.get<T.Page<T.ReportLine>>(`${school(uai)}/reports`, {
        state: decided ? 'decided' : undefined,
        page,
      }),
    lookAtReport: (uai: string, id: string) =>
      http.post<T.Report>(`${school(uai)}/reports/${encodeURIComponent(id)}/looks`),
    decideReport: (
      uai: string,
      id: string,
      decided: { decision: T.ReportDecision; note: string }
    ) => http.put<void>(`${school(uai)}/reports/${encodeURIComponent(id)}/decision`, decided),
    committee: async (uai: string) =>
      (await http.get<{ data: T.CommitteeMember[] }>(`${school(uai)}/committee`)).data,
    staff: (uai: string, q: string, page = 1) =>
      http.get<T.Page<T.StaffMember>>(`${school(uai)}/staff`, { q, page }),
    nameToCommittee: (uai: string, member: string) =>
      http.put<void>(`${school(uai)}/committee/${encodeURIComponent(member)}`),
    removeFromCommittee: (uai: string, member: string) =>
      http.delete<void>(`${school(uai)}/committee/${encodeURIComponent(member)}`),
  }
}

/** What the host owes to people: archives, erasure, the processings of a school. */
function privacyCalls(http: Http) {
  return {
    myArchives: async () => (await http.get<{ data: T.Archive[] }>('/api/me/exports')).data,
    askMyArchive: () => http.post<{ id: string }>('/api/me/exports'),
    myArchive: (archive: string) => `/api/me/exports/${archive}/archive`,
    processings: async (uai: string) =>
      (await http.get<{ data: T.Processing[] }>(`${school(uai)}/privacy`)).data,
    askModuleArchive: (uai: string, id: string) =>
      http.post<{ id: string }>(`${module(uai, id)}/exports`),
    moduleArchive: (uai: string, id: string, archive: string) =>
      `${module(uai, id)}/exports/${archive}/archive`,
    planPurge: (uai: string, id: string, confirm: string) =>
      http.put<{ purgeAt: string }>(`${module(uai, id)}/purge`, { confirm }),
    cancelPurge: (uai: string, id: string) => http.delete<void>(`${module(uai, id)}/purge`),
    people: (uai: string, q: string, page = 1) =>
      http.get<T.Page<T.Person>>(`${school(uai)}/people`, { q, page }),
    archivesOf: async (uai: string, person: string) =>
      (await http.get<{ data: T.Archive[] }>(`${personOf(uai, person)}/exports`)).data,
    askArchiveOf: (uai: string, person: string) =>
      http.post<{ id: string }>(`${personOf(uai, person)}/exports`),
    archiveOf: (uai: string, person: string, archive: string) =>
      `${personOf(uai, person)}/exports/${archive}/archive`,
    erase: (uai: string, person: string, confirm: string) =>
      http.post<void>(`${personOf(uai, person)}/erasure`, { confirm }),
  }
}

function authorityCalls(http: Http) {
  return {
    matrix: (id: string, query: { q?: string; state?: string; page?: number }) =>
      http.get<T.Matrix>(`${authority(id)}/modules`, query),
    authorityWork: (id: string, page = 1) =>
      http.get<T.AuthorityWork>(`${authority(id)}/jobs`, { page }),
    previewOffer: (id: string, change: T.OfferChange) =>
      http.post<T.OfferPreview>(`${authority(id)}/offers/preview`, change),
    changeOffer: (id: string, change: T.OfferChange) =>
      http.put<T.OfferResult>(`${authority(id)}/offers`, change),
    authorityLedger: (id: string, uai: string, plugin: string, page = 1) =>
      http.get<T.Page<T.LedgerLine>>(`${authority(id)}/schools/${encodeURIComponent(uai)}/ledger`, {
        plugin,
        page,
      }),
  }
}

/** Every call of the core's API, typed; a failure is an `ApiFailure`. */
export function createApi(http: Http) {
  return {
    ...sessionCalls(http),
    ...moduleCalls(http),
    ...notificationCalls(http),
    ...schoolCalls(http),
    ...privacyCalls(http),
    ...authorityCalls(http),
  }
}

export type Api = ReturnType<typeof createApi>
