/* Rules of WCAG 2.2 AA that axe does not hold, as measures of an open page. */

const STEPS_MAX = 120

/* Walks through the page with the Tab key. Returns the fields that do not show the focus (2.4.7) and the stops that lie
 * under a bar (2.4.11). */
export async function focusFaults(page) {
  const faults = new Set()
  await page.evaluate(() => document.activeElement?.blur?.())
  for (let step = 0; step < STEPS_MAX; step++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(atFocus)
    if (stop === null) break
    if (stop.fault) faults.add(stop.fault)
  }
  return [...faults].slice(0, 6)
}

/* Runs in the page. Returns null at the end of the page. */
async function atFocus() {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))) // bars scroll with the next frame
  const one = document.activeElement
  if (!one || one === document.body) return null
  const name = `${one.tagName.toLowerCase()} ${(one.getAttribute('aria-label') ?? (one.textContent || one.name || '')).trim().slice(0, 24)}`
  // Also inside of a date's field, where only a key leads.
  if (one.matches('input.input, select, textarea') && getComputedStyle(one).outlineStyle === 'none')
    return { fault: `no focus ring: ${name}` }
  const box = one.getBoundingClientRect()
  if (box.width < 2 || box.height < 2) return { fault: null }
  const points = [0.1, 0.5, 0.9].map((part) => [box.left + box.width / 2, box.top + box.height * part])
  const hidden = points.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y)
    return !top || !(one.contains(top) || top.contains(one) || top.closest('label')?.contains(one))
  })
  return { fault: hidden.length === points.length ? `hidden: ${name}` : null }
}

/* Gives the focus to every control of the page, and returns those that do not show it (2.4.7). */
export function ringFaults(page) {
  return page.evaluate(() => {
    const faults = new Set()
    const top = document.querySelector('dialog[open]') ?? document
    document.activeElement?.blur() // a dialogue's first control has it, from a click
    for (const one of top.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
      if (one.matches(':disabled, [tabindex="-1"]') || one.getClientRects().length === 0) continue
      one.focus({ focusVisible: true, preventScroll: true })
      if (document.activeElement !== one) continue
      const ring = getComputedStyle(one)
      const seen = ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2
      // A choice that draws its own box shows the focus there.
      const around = one.closest('label, .el-checkbox')
      const aroundRing = getComputedStyle(around ?? one, around ? null : '::after')
      const name = one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent
      if (!seen && aroundRing.outlineStyle === 'none')
        faults.add(`${one.tagName.toLowerCase()}.${one.className} "${name.trim().slice(0, 24)}"`)
    }
    return [...faults].slice(0, 6)
  })
}

/* Returns texts that a browser font of 200 % does not make about twice as large (1.4.4). */
export async function fontFaults(page) {
  const before = await page.evaluate(sizes)
  // What the browser's setting does: rem and em follow the root.
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '32px'))
  const after = await page.evaluate(sizes)
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  return before
    .filter(([text, size], i) => after[i]?.[0] === text && after[i][1] < 1.9 * size)
    .map(([text, size]) => `"${text}" stays at ${size} px`)
    .slice(0, 4)
}
function sizes() {
  const found = []
  const walker = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && node.parentElement.getClientRects().length > 0)
      found.push([node.data.trim().slice(0, 20), parseFloat(getComputedStyle(node.parentElement).fontSize)])
  return found
}

/* Returns Chinese texts of an English page that are not marked as Chinese (3.1.2). */
export function languageFaults(page) {
  return page.evaluate(() => {
    if (document.documentElement.lang !== 'en') return []
    const faults = new Set()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.trim()
      if (/^[\p{Script=Han}\s]+$/u.test(text) && !node.parentElement.closest('[lang^=zh], script, style, noscript'))
        faults.add(text.slice(0, 20))
    }
    return [...faults].slice(0, 4)
  })
}

/* Returns lists to choose from that cut the longest of their choices; of more than 40, the chosen one. */
export function cutChoices(page) {
  return page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d')
    const faults = []
    for (const one of document.querySelectorAll('select:not([multiple])')) {
      if (one.getClientRects().length === 0) continue
      const style = getComputedStyle(one)
      pen.font = style.font
      const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
      const choices = one.options.length > 40 ? one.selectedOptions : one.options
      const [longest] = [...choices]
        .map((each) => each.text)
        .sort((a, b) => pen.measureText(b).width - pen.measureText(a).width)
      if (longest && pen.measureText(longest).width > room && one.clientWidth < innerWidth - 64)
        faults.push(`"${longest}"`)
    }
    return faults.slice(0, 6)
  })
}

/* Everything of this file that a page is measured by without a key pressed, in both themes. Changes the focus. */
export async function measure(page, name) {
  const found = []
  const add = (what, faults) => found.push(...faults.map((one) => `${name}: ${what}: ${one}`))
  add('language', await languageFaults(page))
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((one) => one instanceof CSSTransition)
          .map((one) => one.finished),
      ),
    )
    add(`contrast (${colorScheme})`, await contrast(page))
  }
  await page.emulateMedia({ colorScheme: null })
  add('font of 200 %', await fontFaults(page))
  add('no focus ring', await ringFaults(page))
  add('a choice that is cut', await cutChoices(page))
  return found
}

/* Returns texts below 4.5:1 (3:1 where large) and controls whose edge has less than 3:1 against what is around them. */
export function contrast(page) {
  return page.evaluate(() => {
    const faults = new Set()
    const parse = (text) => {
      const [r, g, b, a = 1] = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
      return { r, g, b, a }
    }
    const over = (top, below) => {
      const mix = (name) => top[name] * top.a + below[name] * (1 - top.a)
      return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 }
    }
    const behind = (one) => {
      const layers = []
      for (let at = one; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.backgroundImage !== 'none') return null
        const colour = parse(style.backgroundColor)
        if (colour.a > 0) layers.push(colour)
        if (colour.a === 1) break
      }
      const bottom = parse(getComputedStyle(document.body).backgroundColor)
      return layers.reverse().reduce((below, top) => over(top, below), bottom)
    }
    const light = ({ r, g, b }) => {
      const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }
    const ratio = (a, b) => {
      const [high, low] = [light(a), light(b)].sort((x, y) => y - x)
      return (high + 0.05) / (low + 0.05)
    }
    const opacity = (one) => {
      let all = 1
      for (let at = one; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity)
      return all
    }
    const name = (one) => `${one.tagName.toLowerCase()}.${one.className} "${one.textContent.trim().slice(0, 16)}"`
    const usable = (one) =>
      one.getClientRects().length > 0 && !one.closest('.sr, .skip, :disabled, [aria-disabled=true]')

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const one = node.parentElement
      if (!node.data.trim() || !usable(one) || one.closest('label')?.querySelector(':disabled')) continue
      const style = getComputedStyle(one)
      const ground = behind(one)
      if (!ground || style.visibility !== 'visible') continue
      const colour = parse(style.color)
      const shown = over({ ...colour, a: colour.a * opacity(one) }, ground)
      const size = parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      const got = ratio(shown, ground)
      if (got < (large ? 3 : 4.5)) faults.add(`${got.toFixed(2)} ${name(one)}`)
    }
    for (const one of document.querySelectorAll('.input, .choice:not(.choice-plain), .button:not(.button-plain)')) {
      if (!usable(one) || one.querySelector(':disabled')) continue
      const style = getComputedStyle(one)
      const around = behind(one.parentElement)
      const inside = behind(one)
      if (!around || !inside) continue
      const edge = Math.max(ratio(parse(style.borderTopColor), around), ratio(inside, around))
      if (edge < 3) faults.add(`edge ${edge.toFixed(2)} ${name(one)}`)
    }
    return [...faults].slice(0, 6)
  })
}

/* Returns tables whose cells a screen reader can't lead to a header. */
export async function tableFaults(page) {
  return page.evaluate(() => {
    const faults = []
    for (const table of document.querySelectorAll('.el-table')) {
      const role = (one) => one.getAttribute('role')
      const heads = table.querySelectorAll('[role=columnheader]').length
      const rows = [...table.querySelectorAll('.el-table__row')]
      if (role(table) !== 'table' || heads === 0) faults.push('a table without headers')
      if ([...table.querySelectorAll('table')].some((one) => role(one) !== 'presentation')) faults.push('tables within')
      for (const row of rows)
        if (role(row) !== 'row' || row.querySelectorAll('[role=cell]').length !== heads)
          faults.push('a row of other cells')
    }
    return [...new Set(faults)]
  })
}
