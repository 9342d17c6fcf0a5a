/* Puts exceptions into words. */
import type { Exception, ExceptionStep } from '../../api/types'
import { i18n, language } from '../../i18n'
import { CAMPUS_ZONE, stamp } from '../../time'

const { t } = i18n.global
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

function nameOf(zh: string, en: string, otherwise: string): string {
  return (language() === 'en' && en ? en : zh) || otherwise
}
export const gateOf = (one: Exception): string => nameOf(one.gate_name, one.gate_name_en, String(one.gate))

/* Returns a length of time in the largest fitting unit, rounded up: "within 4 minutes". */
export function lengthOf(ms: number): string {
  if (ms < MINUTE) return t('exceptions.seconds', { n: Math.max(1, Math.ceil(ms / SECOND)) })
  if (ms < 2 * HOUR) return t('exceptions.minutes', { n: Math.ceil(ms / MINUTE) })
  return t('exceptions.hours', { n: Math.ceil(ms / HOUR) })
}

/* Returns the sentence that says what happened. */
export function tell(one: Exception): string {
  const words = { gate: gateOf(one), booth: one.device_name, at: stamp(one.last_at, CAMPUS_ZONE) }
  if (one.kind !== 'double-use') return t(`exceptions.tells.${one.kind}`, words)
  if (!one.other || !one.entry) return t('exceptions.tells.double-use-alone', words)
  return t('exceptions.tells.double-use', {
    ...words,
    other: nameOf(one.other.gate_name, one.other.gate_name_en, '—'),
    time: lengthOf(Math.abs(one.entry.at - one.other.at)),
  })
}

export function stepName(step: ExceptionStep): string {
  if (step.action === 'assigned' && !step.assignee) return t('exceptions.steps.released')
  return t(`exceptions.steps.${step.action}`, {
    name: step.assignee ?? '',
    reason: step.reason ? t(`exceptions.reasons.${step.reason}`) : '',
  })
}

/* Returns the pages that show more, with a label each. */
interface Link {
  label: string
  to: { path: string; query?: Record<string, string> }
}
export function linksOf(one: Exception): Link[] {
  const links: Link[] = []
  if (one.pass?.application)
    links.push({
      label: t('exceptions.application', { number: one.pass.application_number ?? '' }),
      to: { path: '/security/all', query: { open: one.pass.application } },
    })
  if (one.pass)
    links.push({
      label: t('exceptions.entriesOfPass'),
      to: { path: '/security/entries', query: { pass: one.pass.id } },
    })
  if (one.kind === 'emergency')
    links.push({ label: t('exceptions.emergencyLink'), to: { path: '/security/emergencies' } })
  if (one.kind === 'altered' || one.kind === 'unusable')
    links.push({ label: t('exceptions.asideLink'), to: { path: '/security/entries' } })
  if (one.device && !one.pass)
    links.push({
      label: t('exceptions.entriesOfBooth'),
      to: { path: '/security/entries', query: { device: one.device } },
    })
  return links
}
