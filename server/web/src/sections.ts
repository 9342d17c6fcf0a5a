/* The map of the pages: what each role sees in the bar, and under it. */
import type { IconName } from './components/Icon.vue'
import type { RoleName } from './api/types'

export interface SectionPage { name: string; to: string; roles?: readonly RoleName[] }
export interface Section { name: string; icon: IconName; roles: readonly RoleName[] | null; pages: readonly SectionPage[] }

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
  { name: 'account', icon: 'person', roles: null, pages: [{ name: 'account', to: '/account' }] },
]
