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

/* Returns which person a path names, or -1. */
export function personOf(path = ''): number {
  return Number(/^persons\[(\d+)\]/.exec(path)?.[1] ?? -1)
}

/* Returns the part of the form where a path has its field. The form of a person is open. */
function fieldOf(root: HTMLElement, path: string): HTMLElement | null {
  const [first = '', last = ''] = path.split('.')
  const person = personOf(path)
  const where = person < 0 ? root : root.querySelector(`#person-${person}`)
  return (
    where?.querySelector<HTMLElement>(`[data-path="${person < 0 ? first : last}"]`) ??
    root.querySelector<HTMLElement>(`[data-path^="${first}["]`)
  )
}

/* Gives the focus to the field of a path that the server names. Returns false when the form has no such field. */
export function focusPath(root: HTMLElement, path: string): boolean {
  const field = fieldOf(root, path)
  const control =
    field?.querySelector<HTMLElement>('[aria-invalid=true]') ??
    field?.querySelector<HTMLElement>('input:not(:disabled), select, textarea, button')
  const target = control ?? root.querySelector<HTMLElement>('.field-error, .notice button')
  if (target?.matches('.field-error')) target.tabIndex = -1 // the error of a list stands alone
  target?.focus()
  return target !== null
}
