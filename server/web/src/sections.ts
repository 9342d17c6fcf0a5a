/* The map of the pages, and the one list of who may open which: the bar, the first page and the router read it. */
import type { RoleName } from './api/types'
import type { IconName } from './components/Icon.vue'
import { hasRole } from './session'

/* roles: any of them opens the page; null: everybody who is signed in. */
export interface SectionPage {
  name: string
  to: string
  roles: readonly RoleName[] | null
}
export interface Section {
  name: string
  icon: IconName
  pages: readonly SectionPage[]
}

const OFFICERS: readonly RoleName[] = ['security-officer']
const OFFICE: readonly RoleName[] = ['security-officer', 'administrator']
const WATCHERS: readonly RoleName[] = ['security-officer', 'reviewer', 'administrator']
const ADMINISTRATORS: readonly RoleName[] = ['administrator']
const SECURITY: readonly RoleName[] = ['security-administrator']

const SECTIONS = [
  { name: 'applicant', icon: 'list', pages: [{ name: 'mine', to: '/applications', roles: ['applicant'] }] },
  {
    name: 'approver',
    icon: 'stamp',
    pages: [
      { name: 'queue', to: '/approve', roles: ['unit-approver'] },
      { name: 'delegation', to: '/approve/delegation', roles: ['unit-approver'] },
    ],
  },
  {
    name: 'security',
    icon: 'shield',
    pages: [
      { name: 'desk', to: '/security', roles: OFFICERS },
      { name: 'mails', to: '/security/mails', roles: OFFICERS },
      { name: 'all', to: '/security/all', roles: WATCHERS },
      { name: 'inside', to: '/security/inside', roles: WATCHERS },
      { name: 'live', to: '/security/live', roles: WATCHERS },
      { name: 'entries', to: '/security/entries', roles: WATCHERS },
      { name: 'exceptions', to: '/security/exceptions', roles: WATCHERS },
      { name: 'figures', to: '/security/figures', roles: WATCHERS },
      { name: 'emergencies', to: '/security/emergencies', roles: WATCHERS },
      { name: 'barred', to: '/security/barred', roles: OFFICERS },
      { name: 'guards', to: '/security/guards', roles: OFFICE },
      { name: 'messages', to: '/security/messages', roles: OFFICE },
    ],
  },
  {
    name: 'admin',
    icon: 'gear',
    pages: [
      { name: 'accounts', to: '/admin/accounts', roles: SECURITY },
      { name: 'signOn', to: '/admin/sign-on', roles: SECURITY },
      { name: 'units', to: '/admin/units', roles: ADMINISTRATORS },
      { name: 'directory', to: '/admin/directory', roles: [...ADMINISTRATORS, ...SECURITY] },
      { name: 'campuses', to: '/admin/campuses', roles: ADMINISTRATORS },
      { name: 'kinds', to: '/admin/kinds', roles: ADMINISTRATORS },
      { name: 'devices', to: '/admin/devices', roles: ADMINISTRATORS },
      { name: 'settings', to: '/admin/settings', roles: [...ADMINISTRATORS, ...SECURITY] },
      { name: 'messageTexts', to: '/admin/messages', roles: ADMINISTRATORS },
      { name: 'wecom', to: '/admin/wecom', roles: SECURITY },
      { name: 'checks', to: '/admin/checks', roles: ADMINISTRATORS },
      { name: 'audit', to: '/admin/audit', roles: ['auditor'] },
      { name: 'persons', to: '/admin/persons', roles: ADMINISTRATORS },
      { name: 'privacy', to: '/admin/privacy', roles: ADMINISTRATORS },
      { name: 'feedback', to: '/admin/feedback', roles: ADMINISTRATORS },
    ],
  },
  { name: 'account', icon: 'person', pages: [{ name: 'account', to: '/account', roles: null }] },
] as const satisfies readonly Section[]
export type PageName = (typeof SECTIONS)[number]['pages'][number]['name']

const mayOpen = (page: SectionPage): boolean => page.roles === null || hasRole(...page.roles)

/* Returns the sections and pages that the signed-in person may open. */
export function openSections(): Section[] {
  return SECTIONS.map((one: Section) => ({ ...one, pages: one.pages.filter(mayOpen) })).filter(
    (one) => one.pages.length > 0,
  )
}

/* Returns the section of a page and the roles that may open it. */
export function placeOf(name: PageName): { section: string; roles: readonly RoleName[] | null } {
  for (const section of SECTIONS)
    for (const page of section.pages) if (page.name === name) return { section: section.name, roles: page.roles }
  throw new Error(`no page ${name}`)
}
