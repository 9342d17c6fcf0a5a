/* Walks every page in headless Chromium: three widths, both languages, axe-core on each; pictures are kept. Against the
 * mock by default, or a running server:
 *
 *   node tests/screens.mjs [--base http://127.0.0.1:8080] [--only NAME] [--width 375] [--language zh] [--dark]
 *
 * Exit code 1 for a serious or critical finding, an error in the console, a refusal by the content security policy, a
 * page wider than the screen, a control smaller than 44 px or a key that has no text. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { startMock } from './mock-server.mjs'
import { PAGES, PEOPLE } from './screens/pages.mjs'

const given = (name) => (process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : undefined)
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PICTURES = resolve(fileURLToPath(import.meta.url), '../../../../build/artefacts/web')
const WIDTHS = given('width') ? [Number(given('width'))] : [375, 768, 1440]
const LANGUAGES = given('language') ? [given('language')] : ['zh', 'en']
const LEAST_TARGET = 43.5 // 44 px, less what rounding takes

const server = given('base') ? null : await startMock(0)
const base = given('base') ?? `http://127.0.0.1:${server.address().port}`
mkdirSync(PICTURES, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
})
const findings = []
let visited = 0

async function inspect(page, name) {
  // What axe needs is run by the debugger, which the page's policy does not bind.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  for (const one of violations.filter((v) => ['serious', 'critical'].includes(v.impact)))
    findings.push(`${name}: axe ${one.id} (${one.impact}) ${one.nodes.slice(0, 4).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 1) findings.push(`${name}: ${wide} px wider than the screen`)
  const small = await page.evaluate((least) => {
    const top = document.querySelector('dialog[open]') ?? document
    return [...top.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()])
      .filter(([one, box]) => box.height > 1 && box.height < least && !one.classList.contains('sr') && !one.closest('.sr, p, dd, .skip') && getComputedStyle(one).visibility !== 'hidden' && !one.matches('.whole'))
      .map(([one, box]) => `${one.tagName.toLowerCase()}.${one.className} "${(one.textContent ?? '').trim().slice(0, 20)}" ${Math.round(box.height)}`)
  }, LEAST_TARGET)
  if (small.length > 0) findings.push(`${name}: smaller than ${LEAST_TARGET} px: ${[...new Set(small)].slice(0, 4).join(' | ')}`)
  const missing = await page.evaluate(() => document.body.innerText.match(/\b[a-z]+(?:\.[a-z_-]+){1,3}\b/g)?.filter((text) => !/example|\d|gatehouse|edu|http/.test(text)) ?? [])
  if (missing.length > 0 && !name.includes('settings')) findings.push(`${name}: looks like a key without text: ${missing.slice(0, 5).join(', ')}`)
}

async function visitAll(width, language) {
  for (const [account, password] of Object.entries(PEOPLE)) {
    const pages = PAGES.filter((one) => one.as === account && (!given('only') || one.name === given('only')))
    if (pages.length === 0) continue
    const context = await browser.newContext({
      viewport: { width, height: width < 700 ? 812 : 900 }, locale: language === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai',
      colorScheme: process.argv.includes('--dark') ? 'dark' : 'light', hasTouch: width < 700, permissions: ['clipboard-read', 'clipboard-write'],
    })
    await context.addInitScript((chosen) => localStorage.setItem('gatehouse-language', chosen), language)
    const page = await context.newPage()
    let name = account
    page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && findings.push(`${name}: console: ${message.text()}`))
    page.on('pageerror', (error) => findings.push(`${name}: ${error.message}`))
    if (password !== null) {
      await page.goto(`${base}/app/sign-in`)
      await page.fill('input[name=username]', account)
      await page.fill('input[name=password]', password)
      await page.click('button[type=submit]')
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    }
    for (const one of pages) {
      name = `${one.name}-${width}-${language}${process.argv.includes('--dark') ? '-dark' : ''}`
      try {
        const path = typeof one.path === 'string' ? one.path : await one.path((address) => page.evaluate(async (a) => (await fetch(a)).json(), address))
        await page.goto(base + path)
        await page.waitForSelector('h1, [role=alert]', { timeout: 8000 })
        await one.then?.(page)
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
        await page.waitForTimeout(one.pause ?? 150)
        await inspect(page, name)
        await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: !one.viewport })
        visited++
      } catch (error) {
        findings.push(`${name}: ${error.message.split('\n')[0]}`)
        await page.screenshot({ path: `${PICTURES}/${name}-failed.png` }).catch(() => undefined)
      }
    }
    await context.close()
  }
}

for (const width of WIDTHS) for (const language of LANGUAGES) await visitAll(width, language)
await browser.close()
server?.close()
for (const one of [...new Set(findings)]) console.log(one)
console.log(`${visited} passed, ${findings.length} failed`)
process.exit(findings.length > 0 ? 1 : 0)
