/* Walks every page in headless Chromium: three widths, both languages, axe-core on each; pictures are kept. Against the
 * mock by default, or a running server:
 *
 *   node tests/screens.mjs [--base http://127.0.0.1:8080] [--only NAME,NAME] [--width 375,768] [--language zh] [--dark]
 *     [--pictures]
 * --pictures only takes the pictures: the help needs some of them (packaging/build-help).
 *
 * Exit code 1 for a serious or critical finding, a control without a focus ring, too little contrast in either theme, a
 * text that ignores the browser's font size, an error in the console, a refusal by the content security policy, a
 * page wider than the screen, a control smaller than 44 px or a key that has no text. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure } from './access-rules.mjs'
import { ask, inspect, launch, NETWORK_CHANGED, steady } from './browser.mjs'
import { faults, startMock } from './mock-server.mjs'
import { PAGES, PEOPLE } from './screens/pages.mjs'

const given = (name) =>
  process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : undefined
const PICTURES = resolve(fileURLToPath(import.meta.url), '../../../../build/artefacts/web')
const WIDTHS = (given('width') ?? '375,768,1440').split(',').map(Number)
const LANGUAGES = given('language') ? [given('language')] : ['zh', 'en']
const ONLY = given('only')?.split(',')
const LOOK = !process.argv.includes('--pictures')

const server = given('base') ? null : await startMock(0)
const base = given('base') ?? `http://127.0.0.1:${server.address().port}`
mkdirSync(PICTURES, { recursive: true })
const browser = await launch()
const findings = []
let visited = 0

async function visitAll(width, language) {
  for (const [account, password] of Object.entries(PEOPLE)) {
    const pages = PAGES.filter((one) => one.as === account && (!ONLY || ONLY.includes(one.name)))
    if (pages.length === 0) continue
    const context = await browser.newContext({
      viewport: { width, height: width < 700 ? 812 : 900 },
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      timezoneId: 'Asia/Shanghai',
      colorScheme: process.argv.includes('--dark') ? 'dark' : 'light',
      hasTouch: width < 700,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await context.addInitScript((chosen) => localStorage.setItem('gatehouse-language', chosen), language)
    const page = steady(await context.newPage())
    page.setDefaultTimeout(120_000)
    let name = account
    page.on(
      'console',
      (message) =>
        message.type() === 'error' &&
        !/status of 4\d\d/.test(message.text()) &&
        !NETWORK_CHANGED.test(message.text()) &&
        findings.push(`${name}: console: ${message.text()}`),
    )
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
        const path = typeof one.path === 'string' ? one.path : await one.path((address) => ask(page, address))
        await page.goto(base + path)
        await page.waitForSelector('h1, [role=alert]', { timeout: 120_000 })
        await one.then?.(page)
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
        await page.waitForTimeout(one.pause ?? 150)
        if (LOOK) findings.push(...(await inspect(page, name)))
        await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: !one.viewport })
        if (LOOK) findings.push(...(await measure(page, name)))
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
findings.push(...faults)
for (const one of [...new Set(findings)]) console.log(one)
console.log(`${visited} passed, ${findings.length} failed`)
process.exit(findings.length > 0 ? 1 : 0)
