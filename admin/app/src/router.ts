import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import Home from './portal/Home.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Needs no session. */
    public?: boolean
    /** Has no navigation around it. */
    plain?: boolean
    /** Keeps its component when only the address's parts change. */
    keepOn?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: Home },
  {
    path: '/connexion',
    name: 'sign-in',
    meta: { public: true, plain: true },
    component: () => import('./session/SignIn.vue'),
  },
  {
    path: '/invitation',
    name: 'invitation',
    meta: { public: true, plain: true },
    component: () => import('./session/Invitation.vue'),
  },
  { path: '/compte', name: 'account', component: () => import('./session/Account.vue') },
  {
    path: '/compte/notifications',
    name: 'notification-choices',
    component: () => import('./notifications/ChoicesPage.vue'),
  },
  {
    path: '/notifications',
    name: 'notifications',
    component: () => import('./notifications/NotificationsPage.vue'),
  },
  {
    path: '/e/:uai/:plugin/:rest(.*)*',
    name: 'plugin',
    props: true,
    component: () => import('./portal/PluginPage.vue'),
  },
  {
    path: '/pilotage/:uai',
    name: 'school',
    props: true,
    component: () => import('./school/ModuleList.vue'),
  },
  {
    path: '/pilotage/:uai/commission',
    name: 'committee',
    props: true,
    component: () => import('./school/Committee.vue'),
  },
  {
    path: '/pilotage/:uai/historique',
    name: 'school-ledger',
    props: true,
    component: () => import('./school/SchoolLedger.vue'),
  },
  {
    path: '/pilotage/:uai/donnees',
    name: 'school-privacy',
    props: true,
    component: () => import('./privacy/Register.vue'),
  },
  {
    path: '/pilotage/:uai/personnes',
    name: 'school-people',
    props: true,
    component: () => import('./privacy/People.vue'),
  },
  {
    path: '/pilotage/:uai/travaux',
    name: 'school-work',
    props: true,
    component: () => import('./work/SchoolWork.vue'),
  },
  {
    path: '/pilotage/:uai/heures-calmes',
    name: 'quiet-hours',
    props: true,
    component: () => import('./school/QuietHours.vue'),
  },
  {
    path: '/pilotage/:uai/signalements',
    name: 'reports',
    props: true,
    component: () => import('./school/Reports.vue'),
  },
  {
    path: '/pilotage/:uai/courriels',
    name: 'mails',
    props: true,
    component: () => import('./school/Mails.vue'),
  },
  {
    path: '/pilotage/:uai/:plugin',
    name: 'module',
    props: true,
    component: () => import('./school/ModulePage.vue'),
  },
  {
    path: '/collectivites/:id',
    name: 'authority',
    props: true,
    component: () => import('./authority/MatrixPage.vue'),
  },
  {
    path: '/collectivites/:id/travaux',
    name: 'authority-work',
    props: true,
    component: () => import('./work/AuthorityWork.vue'),
  },
  {
    path: '/accessibilite',
    name: 'accessibility',
    meta: { public: true },
    component: () => import('./pages/Accessibility.vue'),
  },
  {
    path: '/donnees-personnelles',
    name: 'privacy',
    meta: { public: true },
    component: () => import('./pages/Privacy.vue'),
  },
  {
    path: '/aide',
    name: 'help',
    meta: { public: true },
    component: () => import('./pages/Help.vue'),
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    meta: { public: true },
    component: () => import('./pages/NotFound.vue'),
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => {
    if (saved) return saved
    if (to.hash) return { el: to.hash }
    return to.path === from.path ? false : { top: 0 }
  },
})
