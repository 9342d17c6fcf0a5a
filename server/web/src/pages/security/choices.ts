/* The choices of filters, as the fields of a form take them. */
import { named } from '../../i18n'
import { campuses } from '../../reference'

export interface Choice<T> {
  value: T
  text: string
}

/* Makes a choice of every word of a closed list. */
export function choicesOf<T extends string>(words: readonly T[], say: (word: T) => string): Choice<T>[] {
  return words.map((value) => ({ value, text: say(value) }))
}
/* Makes a choice of every thing that has a number and a name in both languages. */
export function namedChoices(things: readonly { id: number; name: string; name_en: string }[]): Choice<number>[] {
  return things.map((one) => ({ value: one.id, text: named(one) }))
}
/* Makes a choice of every gate, or of those of one campus. */
export function gateChoices(campus: number | ''): Choice<number>[] {
  return campuses.value
    .filter((one) => campus === '' || one.id === campus)
    .flatMap((one) => one.gates)
    .map((one) => ({ value: one.bit, text: named(one) }))
}
