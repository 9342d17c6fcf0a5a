/* The map of the pages: what each role sees in the bar, and under it. */
import type { IconName } from './components/Icon.vue'
import type { RoleName } from './api/types'

export interface SectionPage {
  name: string
  to: string
  roles?: readonly RoleName[]
}
export interface Section {
  name: string
  icon: IconName
  roles: readonly RoleName[] | null
  pages: readonly SectionPage[]
}

export const SECTIONS: readonly Section[] = [
  { name: 'applicant', icon: 'list', roles: ['applicant'], pages: [{ name: 'mine', to: '/applications' }] },
  {
    name: 'approver',
    icon: 'stamp',
    roles: ['unit-approver'],
    pages: [
      { name: 'queue', to: '/approve' },
      { name: 'delegation', to: '/approve/delegation' },
    ],
  },
  {
    name: 'security',
    icon: 'shield',
    roles: ['security-officer', 'reviewer', 'administrator'],
    pages: [
      { name: 'desk', to: '/security', roles: ['security-officer'] },
      { name: 'all', to: '/security/all' },
      { name: 'entries', to: '/security/entries' },
      { name: 'emergencies', to: '/security/emergencies' },
      { name: 'barred', to: '/security/barred', roles: ['security-officer'] },
      { name: 'guards', to: '/security/guards', roles: ['security-officer', 'administrator'] },
      { name: 'messages', to: '/security/messages', roles: ['security-officer', 'administrator'] },
    ],
  },
  {
    name: 'admin',
    icon: 'gear',
    roles: ['administrator'],
    pages: [
      { name: 'accounts', to: '/admin/accounts' },
      { name: 'units', to: '/admin/units' },
      { name: 'campuses', to: '/admin/campuses' },
      { name: 'devices', to: '/admin/devices' },
      { name: 'settings', to: '/admin/settings' },
      { name: 'audit', to: '/admin/audit' },
      { name: 'persons', to: '/admin/persons' },
    ],
  },
  { name: 'account', icon: 'person', roles: null, pages: [{ name: 'account', to: '/account' }] },
]
