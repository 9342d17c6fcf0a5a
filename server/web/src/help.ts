/* Which page of the help belongs to which page here. The first row whose path begins the address counts. */
export const HELP: readonly (readonly [path: string, page: string])[] = [
  ['/sign-in', 'account#sign-in'],
  ['/account/password', 'account#password'],
  ['/account/second-factor', 'account#second-factor'],
  ['/account', 'account#notices'],
  ['/feedback', 'account#feedback'],
  ['/invited', 'visitor#invited'],
  ['/setup', 'administrator#first-start'],
  ['/hall', 'applicant#begin'],
  ['/applications/new', 'applicant#form'],
  ['/applications/', 'applicant#after'],
  ['/applications', 'applicant#mine'],
  ['/approve/delegation', 'approver#delegation'],
  ['/approve/', 'approver#review'],
  ['/approve', 'approver#queue'],
  ['/wall', 'security#inside'],
  ['/security/live', 'security#entries'],
]

/* Returns the address of the help for a page: its row above, else the paragraph that is named like the page. */
export function helpFor(path: string, language: string): string {
  const row = HELP.find(([begin]) => path.startsWith(begin))
  const [, section, page] = /^\/(security|admin)(?:\/([a-z-]+))?/.exec(path) ?? []
  const named = section === 'admin' ? `pages#${page}` : section ? `security#${page ?? 'desk'}` : 'index'
  const [name, anchor] = (row?.[1] ?? named).split('#')
  return `/help/${language}/${name}.html${anchor ? `#${anchor}` : ''}`
}
