/* The help in Chromium, from a server: axe on three pages, narrow and wide; nothing in the console; search; paper.
 *
 *   node help.mjs BASE */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const WEB = resolve(import.meta.dirname, '../../../server/web')
const { chromium } = createRequire(join(WEB, 'package.json'))('playwright-core')
const AXE = readFileSync(createRequire(join(WEB, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8')
const PAGES = ['/help/zh/guard.html', '/help/en/administrator.html', '/help/zh/poster.html']
const base = process.argv[2]
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const faults = []

async function open(path, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: false })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  page.on('console', (one) => one.type() === 'error' && faults.push(`${path}: ${one.text()}`))
  page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`))
  page.on('request', (one) => one.url().startsWith(base) || faults.push(`${path}: asks ${one.url()}`))
  await page.goto(base + path, { waitUntil: 'networkidle' })
  return page
}

for (const width of [375, 1440])
  for (const path of PAGES) {
    const page = await open(path, width)
    // The debugger runs axe; the page's policy does not apply to it.
    const client = await page.context().newCDPSession(page)
    await client.send('Runtime.evaluate', { expression: AXE })
    const { result } = await client.send('Runtime.evaluate', {
      expression: `axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .map((one) => one.id + ' ' + one.nodes[0].target.join(' ') + ' ' + (one.nodes[0].any[0]?.message ?? ''))))`,
      awaitPromise: true,
      returnByValue: true,
    })
    for (const one of JSON.parse(result.value)) faults.push(`${path} at ${width}: ${one}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 1) faults.push(`${path} at ${width}: ${wide} px wider than the screen`)
    const missing = await page.evaluate(() => [...document.images].filter((one) => !one.naturalWidth).map((one) => one.src))
    for (const one of missing) faults.push(`${path}: no picture at ${one}`)
    if (process.env.GATEHOUSE_PICTURES)
      await page.screenshot({
        path: join(process.env.GATEHOUSE_PICTURES, `${path.split('/').slice(2).join('-')}-${width}.png`),
        fullPage: true,
      })
    await page.context().close()
  }

/* The index of Chinese is by pairs of characters: a word within a sentence is found. */
const page = await open('/help/zh/index.html', 1440)
await page.click('.DocSearch-Button')
await page.fill('.search-input', '交接班')
await page.locator('.result', { hasText: '门卫卡' }).first().waitFor()
await page.context().close()

for (const path of ['/help/zh/guard.html', '/help/en/guard.html', '/help/zh/poster.html']) {
  const sheet = await open(path, 1440)
  const pdf = await sheet.pdf({ format: 'A4', preferCSSPageSize: true })
  const count = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length
  if (process.env.GATEHOUSE_PICTURES) {
    const { writeFileSync } = await import('node:fs')
    writeFileSync(join(process.env.GATEHOUSE_PICTURES, `${path.split('/').slice(2).join('-')}.pdf`), pdf)
  }
  if (count !== 1) faults.push(`${path}: ${count} sheets of paper`)
  await sheet.context().close()
}

await browser.close()
assert.deepEqual(faults, [])
console.log('help: pages, search and paper')
