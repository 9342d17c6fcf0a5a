/* The steps of the form, and where each field stands. */
export const STEPS = ['basics', 'periods', 'entrants', 'review'] as const
export type Step = (typeof STEPS)[number]

/* Returns the step of a field that the server names: "periods[0].from". */
export function stepOf(path: string): Exclude<Step, 'review'> {
  if (path.startsWith('periods')) return 'periods'
  return /^(persons|vehicles)/.test(path) ? 'entrants' : 'basics'
}

/* Moves from a text field to the next required one that is still empty, and from the last to the button that goes on, so
 * that the Enter key of a phone leads through the form. */
export function followEnter(event: KeyboardEvent, root: HTMLElement): void {
  const from = event.target
  if (event.key !== 'Enter' || event.isComposing || !(from instanceof HTMLInputElement)) return
  if (!['text', 'tel'].includes(from.type)) return
  event.preventDefault()
  const after = (one: Element): boolean => (from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const next = emptyFields(root).find(after)
  ;(next ?? root.querySelector<HTMLElement>('.actions .button-primary'))?.focus()
}

/* Returns the required text fields that are empty. */
export function emptyFields(root: HTMLElement): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>('input[aria-required=true]')].filter(
    (one) => ['text', 'tel'].includes(one.type) && one.value === '',
  )
}
