/* Words about a row of a roll call. */
import type { RollRow } from '../../api/types'
import { language } from '../../i18n'

type Translate = (key: string, values: Record<string, string>) => string

/* Still to be looked for. */
export const isToFind = (one: RollRow): boolean =>
  one.mark === 'missing' || (one.mark === 'open' && one.left_at === null)

/* The full name, or what is known of somebody without one. */
export const whoOf = (one: RollRow, t: Translate): string => {
  if (one.vehicle) return t('rollCall.inCar', { plate: one.plate ?? t('rollCall.noPlate', {}) })
  return one.person ?? t('rollCall.unknown', {})
}

export const gateOf = (one: RollRow): string =>
  (language() === 'en' && one.gate_name_en ? one.gate_name_en : one.gate_name) || String(one.gate)
