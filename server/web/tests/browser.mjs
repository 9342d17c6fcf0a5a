/* The browser for all tests of the pages, and the rules for every page. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const BROWSER = fileURLToPath(new URL('../../../tests/support/chromium.sh', import.meta.url))
const LEAST_TARGET = 43.5 // 44 px, less rounding

export function launch() {
  return chromium.launch({
    executablePath: execFileSync(BROWSER, { encoding: 'utf8' }).trim(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/* What Chromium says in the console where the machine's interfaces changed under a load. Such a load is made again. */
export const NETWORK_CHANGED = /net::ERR_NETWORK_CHANGED/
const VISITS = 3 // the first and two more

/* Makes the page bear a network that changes while it loads: goto() and reload() are made again, at most twice, where
 * the document or one of its files failed like this. Everything else fails as before. */
export function steady(page, broken = NETWORK_CHANGED) {
  let hit = false
  page.on('requestfailed', (request) => {
    hit ||= broken.test(request.failure()?.errorText ?? '')
  })
  for (const way of ['goto', 'reload']) {
    const once = page[way].bind(page)
    page[way] = async (...given) => {
      for (let visit = 1; ; visit++) {
        hit = false
        try {
          const answer = await once(...given)
          if (!hit || visit === VISITS) return answer
        } catch (error) {
          if (!broken.test(error.message) || visit === VISITS) throw error
        }
      }
    }
  }
  return page
}

/* Asks the server with the page's cookies, but not from inside of the page: there a request fails when the page goes
 * elsewhere meanwhile, or when an interface of the machine changes. */
export async function ask(page, path, { method = 'GET', data } = {}) {
  return (await page.request.fetch(new URL(path, page.url()).href, { method, data })).json()
}

/* Returns what is wrong with the page: serious or critical findings of axe-core, a page wider than the screen, a control
 * smaller than 44 px, a key without a text. */
export async function inspect(page, name) {
  const findings = []
  // The debugger runs axe; the page's security policy does not apply to it.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  for (const one of violations.filter((v) => ['serious', 'critical'].includes(v.impact)))
    findings.push(
      `${name}: axe ${one.id} (${one.impact}) ${one.nodes
        .slice(0, 4)
        .map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`)
        .join(' | ')}`,
    )
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 1) findings.push(`${name}: ${wide} px wider than the screen`)
  const small = await page.evaluate((least) => {
    const top = document.querySelector('dialog[open]') ?? document
    return [...top.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()])
      .filter(
        ([one, box]) =>
          box.height > 1 &&
          box.height < least &&
          !one.classList.contains('sr') &&
          !one.closest('.sr, p, dd, .skip') &&
          getComputedStyle(one).visibility !== 'hidden' &&
          !one.matches('.whole'),
      )
      .map(
        ([one, box]) =>
          `${one.tagName.toLowerCase()}.${one.className} "${(one.textContent ?? '').trim().slice(0, 20)}" ${Math.round(box.height)}`,
      )
  }, LEAST_TARGET)
  if (small.length > 0)
    findings.push(`${name}: smaller than ${LEAST_TARGET} px: ${[...new Set(small)].slice(0, 4).join(' | ')}`)
  const missing = await page.evaluate(
    () =>
      document.body.innerText
        .match(/\b[a-z]+(?:\.[a-z_-]+){1,3}\b/g)
        ?.filter((text) => !/example|\d|gatehouse|edu|http/.test(text)) ?? [],
  )
  if (missing.length > 0 && !name.includes('settings'))
    findings.push(`${name}: looks like a key without text: ${missing.slice(0, 5).join(', ')}`)
  return findings
}
