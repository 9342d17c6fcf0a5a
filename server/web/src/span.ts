/* Lengths of time in words, the same on every page: minutes within an hour, hours within two days, then days. */
import { i18n } from './i18n'
import { serverNow } from './time'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function span(length: number): string {
  const { t } = i18n.global
  if (length < HOUR) return t('span.minutes', { n: Math.max(0, Math.floor(length / MINUTE)) })
  if (length < 2 * DAY) return t('span.hours', { n: Math.floor(length / HOUR) })
  return t('span.days', { n: Math.floor(length / DAY) })
}

/* How long ago: "5 min ago", "just now" within a minute. */
export function ago(at: number): string {
  const { t } = i18n.global
  const length = serverNow() - at
  return length < MINUTE ? t('span.now') : t('span.ago', { span: span(length) })
}
