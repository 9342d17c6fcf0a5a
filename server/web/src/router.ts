/* Every page and who may open it. The server checks again; this only spares people a refusal. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { RoleName } from './api/types'
import { hasRole, loadSession } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    title: string // key in the catalogues
    section?: string
    page?: string // pages of one name are one page under several addresses
    open?: boolean // without a session
    roles?: readonly RoleName[]
  }
}

const office: readonly RoleName[] = ['security-officer']
const applicant = { section: 'applicant', roles: ['applicant'] as readonly RoleName[] }
const approver = { section: 'approver', roles: ['unit-approver'] as readonly RoleName[] }
const admin = { section: 'admin', roles: ['administrator'] as readonly RoleName[] }

const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    component: () => import('./pages/public/SignIn.vue'),
    meta: { title: 'signIn.title', open: true },
  },
  {
    path: '/invited/:token',
    props: true,
    component: () => import('./pages/public/Invited.vue'),
    meta: { title: 'invited.title', open: true },
  },
  { path: '/', component: () => import('./pages/public/Home.vue'), meta: { title: 'shell.product' } },
  {
    path: '/account',
    component: () => import('./pages/public/Account.vue'),
    meta: { title: 'account.title', section: 'account' },
  },
  {
    path: '/account/password',
    component: () => import('./pages/public/Password.vue'),
    meta: { title: 'account.password', section: 'account' },
  },

  {
    path: '/applications',
    component: () => import('./pages/applicant/Applications.vue'),
    meta: { title: 'mine.title', ...applicant },
  },
  {
    path: '/applications/new',
    component: () => import('./pages/applicant/Editor.vue'),
    meta: { title: 'editor.title', page: 'editor', ...applicant },
  },
  {
    path: '/applications/:id',
    props: true,
    component: () => import('./pages/applicant/Detail.vue'),
    meta: { title: 'detail.title', ...applicant },
  },
  {
    path: '/applications/:id/edit',
    props: true,
    component: () => import('./pages/applicant/Editor.vue'),
    meta: { title: 'editor.title', page: 'editor', ...applicant },
  },
  {
    path: '/applications/:id/receipt',
    props: true,
    component: () => import('./pages/applicant/Receipt.vue'),
    meta: { title: 'receipt.title', ...applicant },
  },

  {
    path: '/approve',
    component: () => import('./pages/approver/Queue.vue'),
    meta: { title: 'queue.title', ...approver },
  },
  {
    path: '/approve/delegation',
    component: () => import('./pages/approver/Delegation.vue'),
    meta: { title: 'delegation.title', ...approver },
  },
  {
    path: '/approve/:id',
    props: true,
    component: () => import('./pages/approver/Review.vue'),
    meta: { title: 'review.title', ...approver },
  },

  {
    path: '/security',
    component: () => import('./pages/security/Desk.vue'),
    props: { view: 'security' },
    meta: { title: 'desk.title', section: 'security', roles: office },
  },
  {
    path: '/security/all',
    component: () => import('./pages/security/Desk.vue'),
    props: { view: 'all' },
    meta: { title: 'desk.all', section: 'security', roles: ['security-officer', 'reviewer', 'administrator'] },
  },
  {
    path: '/security/barred',
    component: () => import('./pages/security/BarredList.vue'),
    meta: { title: 'barred.title', section: 'security', roles: office },
  },
  {
    path: '/security/messages',
    component: () => import('./pages/security/Messages.vue'),
    meta: { title: 'messages.title', section: 'security', roles: ['security-officer', 'administrator'] },
  },

  {
    path: '/security/entries',
    component: () => import('./pages/security/Entries.vue'),
    meta: { title: 'entries.title', section: 'security', roles: ['security-officer', 'reviewer', 'administrator'] },
  },
  {
    path: '/security/emergencies',
    component: () => import('./pages/security/Emergencies.vue'),
    meta: { title: 'emergency.title', section: 'security', roles: ['security-officer', 'reviewer', 'administrator'] },
  },
  {
    path: '/security/guards',
    component: () => import('./pages/security/Guards.vue'),
    meta: { title: 'guards.title', section: 'security', roles: ['security-officer', 'administrator'] },
  },

  {
    path: '/admin/devices',
    component: () => import('./pages/admin/Devices.vue'),
    meta: { title: 'devices.title', ...admin },
  },
  {
    path: '/admin/accounts',
    component: () => import('./pages/admin/Accounts.vue'),
    meta: { title: 'accounts.title', ...admin },
  },
  {
    path: '/admin/units',
    component: () => import('./pages/admin/Units.vue'),
    meta: { title: 'units.title', ...admin },
  },
  {
    path: '/admin/campuses',
    component: () => import('./pages/admin/Campuses.vue'),
    meta: { title: 'campuses.title', ...admin },
  },
  {
    path: '/admin/settings',
    component: () => import('./pages/admin/Settings.vue'),
    meta: { title: 'settings.title', ...admin },
  },
  {
    path: '/admin/audit',
    component: () => import('./pages/admin/Audit.vue'),
    meta: { title: 'audit.title', ...admin },
  },
  {
    path: '/admin/persons',
    component: () => import('./pages/admin/Persons.vue'),
    meta: { title: 'persons.title', ...admin },
  },

  {
    path: '/:rest(.*)*',
    component: () => import('./pages/public/NotFound.vue'),
    meta: { title: 'notFound.title', open: true },
  },
]

export const router = createRouter({
  history: createWebHistory('/app/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const session = await loadSession().catch(() => undefined)
  if (session === undefined) return true // out of reach: App.vue says so
  if (to.meta.open) return true
  if (!session) return { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (session.must_change_password && to.path !== '/account/password') return '/account/password'
  if (to.meta.roles && !hasRole(...to.meta.roles)) return { path: '/', query: { refused: '1' } }
  return true
})
