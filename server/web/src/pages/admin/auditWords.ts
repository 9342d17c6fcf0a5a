/* Puts entries of the audit log into words, with the page of what they are about. */
import type { AuditEntry } from '../../api/types'
import { i18n } from '../../i18n'

const { t, te } = i18n.global

/* The pages of what an entry is about. A page with a list shows the whole list. */
const PAGES: Record<string, string> = {
  application: '/security/all?open=',
  account: '/admin/accounts',
  campus: '/admin/campuses',
  device: '/admin/devices',
  emergency: '/security/emergencies',
  entry: '/security/entries',
  'entry-aside': '/security/entries',
  gate: '/admin/campuses',
  guard: '/security/guards',
  setting: '/admin/settings',
  unit: '/admin/units',
}

/* Returns an action in words; one that this page does not know stays as it is. */
export function actionName(action: string): string {
  return te(`audit.actions.${action}`) ? t(`audit.actions.${action}`) : action
}

/* Returns the name that the settings page gives a setting: "sms.abroad". */
function settingName(setting: string): string {
  const key = `settings.names.${setting.replace(/\./g, '_')}`
  return te(key) ? t(key) : setting
}

/* Returns the name of what an id of this kind stands for, or the id itself. */
function said(kind: string, id: string): string {
  if (kind === 'setting') return settingName(id)
  return kind === 'list' && te(`audit.lists.${id}`) ? t(`audit.lists.${id}`) : id
}

/* Returns a subject in words and the address of its page, "" where there is none: "account:7" is "Account Zhang (zhang)". Ids that
 * nobody can read are left out. */
export function subjectOf({ subject, account }: Pick<AuditEntry, 'subject' | 'account'>): { name: string; to: string } {
  const [, kind = '', id = ''] = /^([a-z-]+)(?:[: ](.*))?$/.exec(subject) ?? []
  if (!te(`audit.kinds.${kind}`)) return { name: subject, to: '' }
  const page = PAGES[kind] ?? ''
  const isUuid = /^[0-9a-f-]{36}$/.test(id)
  const name =
    !id || isUuid
      ? t(`audit.kinds.${kind}`)
      : t('audit.of', {
          kind: t(`audit.kinds.${kind}`),
          id: account ? t('audit.person', { name: account.display_name, user: account.name }) : said(kind, id),
        })
  return { name, to: page.endsWith('=') ? (isUuid ? page + id : '') : page }
}

/* Returns the detail of an entry in words: those of failed sign-ins are a reason and a count. */
export function detailOf(action: string, detail: string): string {
  const [, reason = '', count = ''] = /^([a-z-]+): (\d+)$/.exec(detail) ?? []
  if (action !== 'sign-in-failed' || !te(`audit.failures.${reason}`)) return detail
  return t('audit.times', { what: t(`audit.failures.${reason}`), count })
}
