/* Puts entries of the gates into words. */
import type { Entry } from '../../api/types'
import { i18n } from '../../i18n'

const { t, te } = i18n.global

/* Returns the text of a key that a newer booth may have sent; without a text, the key itself. */
export const word = (group: string, key: string): string => (te(`${group}.${key}`) ? t(`${group}.${key}`) : key)

/* Returns what happened and in which direction. A guard who signs in or out passes no gate. */
export function eventName(one: Entry): string {
  const kind = word('entries.kinds', one.kind)
  return one.kind.startsWith('sign-') ? kind : `${kind} · ${t(`entries.directions.${one.direction}`)}`
}
