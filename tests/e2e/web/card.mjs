/* The card of the service hall in portals' frames: card.mjs PLAN (JSON, from test_hall_web.py). The portals are pages of this
 * test at an address that the settings allow and at another one. Both are on this machine: Chromium lets no page from
 * elsewhere frame something here. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { inspect, launch, steady } from '../../../server/web/tests/browser.mjs'

const { base, portal, other, application, pictures, tokens } = JSON.parse(process.argv[2])
const browser = await launch()
const findings = []
mkdirSync(pictures, { recursive: true })

const STYLE = '<meta name="viewport" content="width=device-width"><style>body{font:16px sans-serif;margin:16px}iframe{width:100%;height:420px;border:1px solid #999}</style>'
const page_of = (frame) => `<!doctype html><html lang="zh"><meta charset="utf-8"><title>门户</title>${STYLE}<h1>门户（替身页面 stand-in）</h1>${frame}`
const PLAIN = page_of(`<iframe title="card" src="${base}/card"></iframe>`)
const posted = (token) =>
  page_of(`<iframe name="gatehouse" title="card"></iframe><form id="card" method="post" target="gatehouse" action="${base}/card">
    <input type="hidden" name="token" value="${token}"></form><script>document.getElementById('card').submit()</script>`)

/* The page that a portal answers with at this moment. */
let shows = ''
function portalAt(origin) {
  const server = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8').end(shows))
  return new Promise((listens) => server.listen(Number(new URL(origin).port), '127.0.0.1', () => listens(server)))
}
const portals = await Promise.all([portalAt(portal), portalAt(other)])

/* Opens a page of a portal. Returns it with its frame, and what the browser says of a refusal. */
async function open(origin, html, width) {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width, height: 640 } })
  const page = steady(await context.newPage())
  page.setDefaultTimeout(120_000)
  shows = html
  const refusals = []
  page.on('console', (message) => /frame-ancestors|X-Frame-Options/.test(message.text()) && refusals.push(message.text()))
  await page.goto(`${origin}/home`)
  return { context, page, refusals, card: page.frameLocator('iframe') }
}

async function shown(name, html, width, texts) {
  const { context, page, card, refusals } = await open(portal, html, width)
  for (const text of texts) await card.getByText(text).first().waitFor()
  assert.deepEqual(refusals, [])
  findings.push(...(await inspect(page.frames()[1], `${name}-${width}`)))
  await page.screenshot({ path: join(pictures, `${name}-${width}.png`) })
  return { context, page, card }
}

async function refused(name, html, width) {
  const { context, page, card, refusals } = await open(other, html, width)
  const replaced = () => page.frames()[1].url().startsWith('chrome-error:') // by the browser's own page
  for (let i = 0; !(refusals.length > 0 && replaced()) && i < 600; i++) await page.waitForTimeout(100)
  assert.ok(refusals.length > 0 && replaced(), `${name}: the browser refuses the frame and says so`)
  assert.equal(await card.locator('a[href*="/app/"]').count(), 0, `${name}: nothing of the card is shown`)
  await page.screenshot({ path: join(pictures, `${name}-refused-${width}.png`) })
  await context.close()
}

try {
  for (const width of [375, 1440]) {
    const plain = await shown('plain', PLAIN, width, ['登录后查看'])
    await plain.context.close()
    const { context, card } = await shown('token', posted(tokens.shift()), width, ['待退回'])
    const link = card.locator(`a[href*="${application}"]`)
    assert.equal(await link.getAttribute('target'), '_blank')
    const [tab] = await Promise.all([context.waitForEvent('page'), link.click()])
    await tab.waitForURL((url) => url.pathname.startsWith('/app/'))
    await context.close()
    await refused('plain', PLAIN, width)
    await refused('token', posted(tokens.shift()), width)
  }
} finally {
  await browser.close()
  for (const one of portals) one.close()
}
for (const one of new Set(findings)) console.log(`FINDING ${one}`)
process.exit(findings.length > 0 ? 1 : 0)
