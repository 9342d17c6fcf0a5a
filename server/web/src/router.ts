/* Every page. sections.ts says who may open it. The server checks again: this check only saves people a refusal. */
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteRecordRaw,
} from 'vue-router'
import type { RoleName } from './api/types'
import { loadTexts } from './i18n'
import { placeOf } from './sections'
import { hasRole, loadSession } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    title: string // key in the catalogues
    section?: string
    page?: string // addresses with the same name share one page
    open?: boolean // without a session
    bare?: boolean // without the bars: it fills the screen
    roles?: readonly RoleName[] | null // null: everybody who is signed in
  }
}

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
  {
    path: '/setup',
    component: () => import('./pages/public/Setup.vue'),
    meta: { title: 'setup.title', open: true },
  },
  {
    path: '/hall',
    component: () => import('./pages/public/Hall.vue'),
    meta: { title: 'hall.title', open: true },
  },
  {
    path: '/hall/:flow(pedestrian|vehicle|multi-entry|works|staff)',
    redirect: ({ params, query }) => ({ path: '/applications/new', query: { ...query, flow: params.flow } }),
  },
  { path: '/', component: () => import('./pages/public/Home.vue'), meta: { title: 'shell.product' } },
  {
    path: '/account',
    component: () => import('./pages/public/Account.vue'),
    meta: { title: 'account.title', ...placeOf('account') },
  },
  {
    path: '/account/password',
    component: () => import('./pages/public/Password.vue'),
    meta: { title: 'account.password', ...placeOf('account') },
  },

  {
    path: '/account/second-factor',
    component: () => import('./pages/public/SecondFactor.vue'),
    meta: { title: 'factor.title', ...placeOf('account') },
  },
  {
    path: '/feedback',
    component: () => import('./pages/public/OwnFeedback.vue'),
    meta: { title: 'feedback.mine', section: 'account' },
  },

  {
    path: '/applications',
    component: () => import('./pages/applicant/Applications.vue'),
    meta: { title: 'mine.title', ...placeOf('mine') },
  },
  {
    path: '/applications/new',
    component: () => import('./pages/applicant/Editor.vue'),
    meta: { title: 'editor.title', page: 'editor', ...placeOf('mine') },
  },
  {
    path: '/applications/:id',
    props: true,
    component: () => import('./pages/applicant/Detail.vue'),
    meta: { title: 'detail.title', ...placeOf('mine') },
  },
  {
    path: '/applications/:id/edit',
    props: true,
    component: () => import('./pages/applicant/Editor.vue'),
    meta: { title: 'editor.title', page: 'editor', ...placeOf('mine') },
  },
  {
    path: '/applications/:id/receipt',
    props: true,
    component: () => import('./pages/applicant/Receipt.vue'),
    meta: { title: 'receipt.title', ...placeOf('mine') },
  },

  {
    path: '/approve',
    component: () => import('./pages/approver/Queue.vue'),
    meta: { title: 'queue.title', ...placeOf('queue') },
  },
  {
    path: '/approve/delegation',
    component: () => import('./pages/approver/Delegation.vue'),
    meta: { title: 'delegation.title', ...placeOf('delegation') },
  },
  {
    path: '/approve/:id',
    props: true,
    component: () => import('./pages/approver/Review.vue'),
    meta: { title: 'review.title', ...placeOf('queue') },
  },

  {
    path: '/security',
    component: () => import('./pages/security/Desk.vue'),
    props: { view: 'security' },
    meta: { title: 'desk.title', ...placeOf('desk') },
  },
  {
    path: '/security/all',
    component: () => import('./pages/security/Desk.vue'),
    props: { view: 'all' },
    meta: { title: 'desk.all', ...placeOf('all') },
  },
  {
    path: '/security/barred',
    component: () => import('./pages/security/BarredList.vue'),
    meta: { title: 'barred.title', ...placeOf('barred') },
  },
  {
    path: '/security/messages',
    component: () => import('./pages/security/Messages.vue'),
    meta: { title: 'messages.title', ...placeOf('messages') },
  },

  {
    path: '/security/inside',
    component: () => import('./pages/security/Inside.vue'),
    meta: { title: 'inside.title', ...placeOf('inside') },
  },
  {
    path: '/security/inside/:id',
    props: true,
    component: () => import('./pages/security/RollCall.vue'),
    meta: { title: 'rollCall.title', section: 'security', roles: ['security-officer', 'administrator'] },
  },
  {
    path: '/wall/:campus',
    props: true,
    component: () => import('./pages/security/Wall.vue'),
    meta: { title: 'wall.title', page: 'wall', bare: true, ...placeOf('inside') },
  },
  {
    path: '/security/entries',
    component: () => import('./pages/security/Entries.vue'),
    meta: { title: 'entries.title', ...placeOf('entries') },
  },
  {
    path: '/security/mails',
    component: () => import('./pages/security/Mails.vue'),
    meta: { title: 'mails.title', ...placeOf('mails') },
  },
  {
    path: '/security/mails/:id',
    props: true,
    component: () => import('./pages/security/MailFiling.vue'),
    meta: { title: 'mails.title', ...placeOf('mails') },
  },
  {
    path: '/security/exceptions',
    component: () => import('./pages/security/Exceptions.vue'),
    meta: { title: 'exceptions.title', ...placeOf('exceptions') },
  },
  {
    path: '/security/live',
    component: () => import('./pages/security/Live.vue'),
    meta: { title: 'live.title', ...placeOf('live') },
  },
  {
    path: '/security/figures',
    component: () => import('./pages/security/Figures.vue'),
    meta: { title: 'figures.title', ...placeOf('figures') },
  },
  {
    path: '/security/emergencies',
    component: () => import('./pages/security/Emergencies.vue'),
    meta: { title: 'emergency.title', ...placeOf('emergencies') },
  },
  {
    path: '/security/guards',
    component: () => import('./pages/security/Guards.vue'),
    meta: { title: 'guards.title', ...placeOf('guards') },
  },

  {
    path: '/admin/devices',
    component: () => import('./pages/admin/Devices.vue'),
    meta: { title: 'devices.title', ...placeOf('devices') },
  },
  {
    path: '/admin/accounts',
    component: () => import('./pages/admin/Accounts.vue'),
    meta: { title: 'accounts.title', ...placeOf('accounts') },
  },
  {
    path: '/admin/sign-on',
    component: () => import('./pages/admin/SignOn.vue'),
    meta: { title: 'signOn.title', ...placeOf('signOn') },
  },
  {
    path: '/admin/units',
    component: () => import('./pages/admin/Units.vue'),
    meta: { title: 'units.title', ...placeOf('units') },
  },
  {
    path: '/admin/kinds',
    component: () => import('./pages/admin/Kinds.vue'),
    meta: { title: 'passKinds.title', ...placeOf('kinds') },
  },
  {
    path: '/admin/directory',
    component: () => import('./pages/admin/Directory.vue'),
    meta: { title: 'directory.title', ...placeOf('directory') },
  },
  {
    path: '/admin/campuses',
    component: () => import('./pages/admin/Campuses.vue'),
    meta: { title: 'campuses.title', ...placeOf('campuses') },
  },
  {
    path: '/admin/settings',
    component: () => import('./pages/admin/Settings.vue'),
    meta: { title: 'settings.title', ...placeOf('settings') },
  },
  {
    path: '/admin/messages',
    component: () => import('./pages/admin/MessageTexts.vue'),
    meta: { title: 'messageTexts.title', ...placeOf('messageTexts') },
  },
  {
    path: '/admin/wecom',
    component: () => import('./pages/admin/Wecom.vue'),
    meta: { title: 'wecom.title', ...placeOf('wecom') },
  },
  {
    path: '/admin/checks',
    component: () => import('./pages/admin/Checks.vue'),
    meta: { title: 'systemCheck.title', ...placeOf('checks') },
  },
  {
    path: '/admin/audit',
    component: () => import('./pages/admin/Audit.vue'),
    meta: { title: 'audit.title', ...placeOf('audit') },
  },
  {
    path: '/admin/persons',
    component: () => import('./pages/admin/Persons.vue'),
    meta: { title: 'persons.title', ...placeOf('persons') },
  },

  {
    path: '/admin/privacy',
    component: () => import('./pages/admin/Privacy.vue'),
    meta: { title: 'privacy.title', ...placeOf('privacy') },
  },
  {
    path: '/admin/feedback',
    component: () => import('./pages/admin/Feedback.vue'),
    meta: { title: 'feedback.title', ...placeOf('feedback') },
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

/* A link of a portal may name the provider that signs people in. It is for the sign-in page alone. */
function signInFor(to: RouteLocationNormalized): RouteLocationRaw {
  const { provider, ...query } = to.query
  const next = to.path === '/' ? {} : { next: router.resolve({ path: to.path, query }).fullPath }
  return { path: '/sign-in', query: typeof provider === 'string' ? { ...next, provider } : next }
}

router.beforeEach(async (to) => {
  const session = await loadSession().catch(() => undefined)
  if (session === undefined) return true // the server is out of reach: App.vue tells
  if (to.path === '/hall') await loadTexts('hall')
  if (to.path === '/account/second-factor') await loadTexts('account')
  if (to.meta.open) return true
  if (!session) return signInFor(to)
  if (session.must_change_password && to.path !== '/account/password') return '/account/password'
  if (!session.must_change_password && session.must_set_second_factor && to.path !== '/account/second-factor')
    return '/account/second-factor'
  if (to.meta.roles && !hasRole(...to.meta.roles)) return { path: '/', query: { refused: '1' } }
  if (to.meta.section === 'security' || to.meta.section === 'admin') await loadTexts('office')
  if (to.path.endsWith('/feedback')) await loadTexts('feedback')
  return true
})
