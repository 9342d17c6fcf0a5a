/* Single sign-on in a browser (test_sso_web.py): sso.mjs BASE PROVIDER PICTURES WIDTH... Each width walks in Chinese; the three
 * pages that everybody meets are looked at in English as well. The pictures come together in sheet.png. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, launch, steady } from '../../../server/web/tests/browser.mjs'

const [base, provider, pictures, ...widths] = process.argv.slice(2)
const ON_SHEET = 500 // px: the longer side of a picture there
const taken = []
const findings = []
const browser = await launch()
mkdirSync(pictures, { recursive: true })

async function open(width, locale) {
  const context = await browser.newContext({
    locale, timezoneId: 'Asia/Shanghai', hasTouch: width < 700, viewport: { width, height: width < 700 ? 812 : 900 },
  })
  const page = steady(await context.newPage())
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`))
  const look = async (name, inspected = true) => {
    const label = `${name}-${locale.slice(0, 2)}-${width}`
    const path = join(pictures, `${label}.png`)
    if (inspected) findings.push(...(await inspect(page, label)))
    await page.screenshot({ path, animations: 'disabled' })
    taken.push({ label, path })
  }
  const away = async (button, who) => {
    await page.getByRole('link', { name: button }).click()
    await page.getByRole('heading', { name: '统一身份认证' }).waitFor()
    await page.getByRole('link', { name: who }).click()
  }
  const session = async () => (await context.request.get(`${base}/api/session`)).status()
  return { context, page, look, away, session }
}

const digits = async (who) => (await (await fetch(`${provider}/digits?sub=${who}`)).json()).code

async function walk(width) {
  const { context, page, look, away, session } = await open(width, 'zh-CN')
  const answers = []
  page.on('request', (request) => request.url().includes('/callback?') && answers.push(request.url()))
  // There and back, to the page that was asked for.
  await page.goto(`${base}/app/account`)
  await page.getByRole('link', { name: '统一身份认证' }).waitFor()
  await look('sign-in')
  await away('统一身份认证', `plain-${width}`)
  await page.waitForURL(`${base}/app/account`)
  await page.getByText('钱小新').first().waitFor()
  assert.equal(await session(), 200)
  await look('signed-in', false)
  // The answer of the provider counts once; the page that says so leads back.
  await context.clearCookies({ name: 'gatehouse' })
  assert.equal((await page.goto(answers[0])).status() >= 400, true, 'a replayed code')
  await look('failed')
  assert.equal(await session(), 401, 'nobody is signed in')
  await page.getByRole('link', { name: /返回登录页/ }).click()
  await page.waitForURL(`${base}/app/sign-in`)
  // Out here and there.
  await page.goto(`${base}/app/account`)
  await away('统一身份认证', `plain-${width}`)
  await page.waitForURL(`${base}/app/account`)
  const left = page.waitForRequest((request) => request.url().startsWith(`${provider}/logout?`))
  await page.getByRole('button', { name: /退出/ }).last().click()
  await left
  await page.waitForURL(`${base}/app/sign-in`)
  await page.getByRole('link', { name: '统一身份认证' }).waitFor()
  assert.equal(await session(), 401)
  // A second factor, wrong and right.
  await page.goto(`${base}/app/account`)
  await away('统一身份认证', `strong-${width}`)
  await page.getByLabel(/验证码/).waitFor()
  await look('code')
  assert.equal(await session(), 401, 'not yet')
  await page.getByLabel(/验证码/).fill('000000')
  await page.getByRole('button', { name: /登录/ }).click()
  await page.getByText('验证码不正确').waitFor()
  await look('code-wrong', false)
  await page.getByLabel(/验证码/).fill(await digits(`strong-${width}`))
  await page.getByRole('button', { name: /登录/ }).click()
  await page.waitForURL(`${base}/app/account`)
  await page.getByText('钱小新').first().waitFor()
  // The provider ends the session while its page is open: the next thing that the page asks for tells.
  await fetch(`${provider}/end?sub=strong-${width}`)
  assert.equal(await session(), 401, 'ended by the provider')
  await page.getByRole('link', { name: '我的申请' }).or(page.getByRole('link', { name: /申请/ })).first().click()
  await page.locator('dialog[open]').getByRole('link', { name: '统一身份认证' }).waitFor()
  await look('ended')
  await context.close()
}

async function english(width) {
  const { context, page, look, away } = await open(width, 'en-GB')
  await page.goto(`${base}/app/account`)
  await page.getByRole('link', { name: 'University account' }).waitFor()
  await look('sign-in')
  await away('University account', `strong-${width}`)
  await page.getByRole('heading', { name: 'Second step' }).waitFor()
  for (const one of [page.getByLabel(/Code/), page.getByRole('button', { name: /Sign in/ })])
    assert.ok((await one.boundingBox()).height >= 44, 'as large as a finger')
  await look('code')
  await page.goto(`${base}/sso/campus/callback?state=x&code=y`)
  await page.getByRole('link', { name: /Back to the sign-in page/ }).waitFor()
  await look('failed')
  await context.close()
}

/* All pictures on one sheet. */
async function sheet() {
  const page = await browser.newPage({ viewport: { width: 2100, height: 900 } })
  const cards = taken.map(({ label, path }) =>
    `<figure><figcaption>${label}</figcaption><img src="data:image/png;base64,${readFileSync(path).toString('base64')}"></figure>`)
  await page.setContent(`<style>body{display:flex;flex-wrap:wrap;gap:12px;font:16px sans-serif}figure{margin:0}
    img{max-width:${ON_SHEET}px;max-height:${ON_SHEET}px;border:1px solid}</style>${cards.join('')}`)
  await page.screenshot({ path: join(pictures, 'sheet.png'), fullPage: true })
}

try {
  const began = Date.now()
  await Promise.all(widths.map(Number).flatMap((width) => [walk(width), english(width)]))
  await sheet()
  console.log(`${taken.length} pictures in ${Date.now() - began} ms`)
} finally {
  await browser.close()
}
for (const one of new Set(findings)) console.log(`FINDING ${one}`)
process.exit(findings.length > 0 ? 1 : 0)
