/* Keeps the focus where the work is. When the control that has it vanishes or is disabled (a row is removed, a button is
 * busy or replaced, a dialogue closes over a row that went), browsers drop the focus to the top of the page. */

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
const KNOWN_MAX = 8

/* Where a control was: itself, its ancestors, and which child of each the next one was. */
interface Place {
  element: HTMLElement
  trail: Array<{ parent: Element; index: number }>
}

function placeOf(element: HTMLElement): Place {
  const trail: Place['trail'] = []
  for (let one: Element = element; one.parentElement; one = one.parentElement)
    trail.push({ parent: one.parentElement, index: [...one.parentElement.children].indexOf(one) })
  return { element, trail }
}

function canTake(element: Element): element is HTMLElement {
  return (
    element instanceof HTMLElement &&
    element.isConnected &&
    !element.matches(':disabled, [tabindex="-1"]') &&
    element.getClientRects().length > 0
  )
}

function firstIn(element: Element): HTMLElement | undefined {
  return [element, ...element.querySelectorAll(FOCUSABLE)].filter((one) => one.matches(FOCUSABLE)).find(canTake)
}

/* Returns what stands now where the control was: the same place, else what follows, else what comes before. */
function nearest({ trail }: Place): HTMLElement | undefined {
  for (const { parent, index } of trail) {
    if (!parent.isConnected) continue
    if (parent.matches('#main, body, html')) return undefined
    const children = [...parent.children]
    for (const one of [...children.slice(index), ...children.slice(0, index).reverse()]) {
      const found = firstIn(one)
      if (found) return found
    }
  }
  return undefined
}

export function keepFocus(page: Document): void {
  let known: Place[] = [] // the newest first

  function settle(): void {
    const newest = known[0]
    if (!newest || (page.activeElement && page.activeElement !== page.body)) return
    const { element } = newest
    if (element.isConnected && element.matches(':disabled')) return // it is busy, and takes the focus again after that
    for (const place of known) {
      const target = canTake(place.element) ? place.element : nearest(place)
      if (!target) continue
      target.focus()
      if (page.activeElement === target) return
    }
    page.getElementById('main')?.focus({ preventScroll: true })
  }

  page.addEventListener('focusin', (event) => {
    if (!(event.target instanceof HTMLElement) || event.target.matches('#main')) return
    const place = placeOf(event.target)
    known = [place, ...known.filter((one) => one.element !== place.element)].slice(0, KNOWN_MAX)
  })
  // A touch beside all controls takes the focus away on purpose.
  page.addEventListener('pointerdown', () => {
    known = []
  })
  new MutationObserver(settle).observe(page.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  })
}
