/* Single sign-on in a browser, by every way of sso_ways.py: sso.mjs PLAN (JSON, from test_sso_web.py). Each way is walked in
 * Chinese at each width, and the pages that everybody meets are looked at in English as well; then come the faults. The
 * pictures come together in sheet.png. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, launch, steady } from '../../../server/web/tests/browser.mjs'
import { likeWecom, wantsMore, WECOM } from '../../../server/web/tests/web-view.mjs'

const { base, control, widths, pictures, ways } = JSON.parse(process.argv[2])
const WORD = 'a word of the university'
const LOCALES = ['zh-CN', 'en-GB']
const ON_SHEET = 500 // px: the longer side of a picture there
const taken = new Map()
const findings = []
const browser = await launch()
mkdirSync(pictures, { recursive: true })

const ask = async (what, query) => (await fetch(`${control}/${what}?${new URLSearchParams(query)}`)).json()
const isPhone = (width) => width < 700
const isAccount = (url) => url.pathname === '/app/account' // WeCom's #wechat_redirect stays behind it

/* A browser of the kind in which one meets the way: where nothing is asked on a phone, that is WeCom's own. */
async function open(way, width, locale) {
  const inside = isPhone(width) && way.phone === 'cookie'
  const context = await browser.newContext({
    locale, timezoneId: 'Asia/Shanghai', hasTouch: isPhone(width), viewport: { width, height: isPhone(width) ? 812 : 900 },
    ...(inside ? WECOM : {}),
  })
  const page = steady(await context.newPage())
  page.setDefaultTimeout(Number(process.env.WALK_MS ?? 120_000))
  page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`))
  if (inside) await likeWecom(page)
  const look = async (name, inspected = true) => {
    const label = `${way.name}-${name}-${locale.slice(0, 2)}-${width}`
    const path = join(pictures, `${label}.png`)
    if (inspected) findings.push(...(await inspect(page, label)))
    if (inside) findings.push(...(await wantsMore(page)).map((what) => `${label}: asks for ${what}`))
    await page.screenshot({ path, animations: 'disabled' })
    taken.set(label, path)
  }
  const session = async () => (await context.request.get(`${base}/api/session`)).status()
  const button = page.getByRole('link', { name: locale.startsWith('zh') ? way.label : way.label_en, exact: true })
  return { context, page, look, session, button, width, locale, identify: isPhone(width) ? way.phone : way.desk }
}

/* Says who one is, in the four ways that there are: with a click at the provider, by what the browser knows, by the phone that
 * scans a code, in our form. */
const IDENTIFY = {
  async pick({ page, button }, way, who) {
    await button.click()
    await page.getByRole('link', { name: who }).click()
  },
  async cookie({ context, button }, way, who) {
    await context.addCookies([{ name: 'wecom', value: who, url: way.origin }])
    await button.click()
  },
  async scan({ page, button, look }, way, who, answer = 'allow') {
    await button.click()
    const key = await page.locator('[data-key]').getAttribute('data-key')
    await look?.('code-to-scan', false)
    await ask('phone', { way: way.name, what: 'scan', key, who })
    await page.getByText('扫描成功').waitFor()
    await ask('phone', { way: way.name, what: answer, key })
  },
  async password({ page, button }, way, who, word = WORD) {
    await button.click()
    await page.locator('input[name=name]').fill(who)
    await page.locator('input[name=password]').fill(word)
    await page.locator('button[type=submit]').click()
  },
}
const identify = (one, way, who) => IDENTIFY[one.identify](one, way, who)

/* There and back, to the page that was asked for. The answer of the provider counts once; the page that says so leads back. */
async function thereAndBack(one, way, who) {
  const { context, page, look, session, button } = one
  const answers = []
  page.on('request', (request) => request.url().includes('/callback?') && answers.push(request.url()))
  await page.goto(`${base}/app/account`)
  await button.waitFor()
  await look('sign-in')
  if (one.identify === 'password') await wrongPassword(one, way, who)
  await identify(one, way, who)
  await page.waitForURL(isAccount)
  await page.getByText(way.shown ?? who).first().waitFor()
  assert.equal(await session(), 200)
  await look('signed-in', false)
  if (answers.length === 0) return
  await context.clearCookies({ name: 'gatehouse' })
  assert.equal((await page.goto(answers[0])).status() >= 400, true, 'a replayed code')
  await look('replayed')
  assert.equal(await session(), 401, 'nobody is signed in')
  await page.getByRole('link', { name: /返回登录页/ }).click()
  await page.waitForURL(`${base}/app/sign-in`)
  await page.goto(`${base}/app/account`)
  await identify(one, way, who)
  await page.waitForURL(isAccount)
}

async function wrongPassword(one, way, who) {
  await IDENTIFY.password(one, way, who, 'not that word')
  await one.page.getByText('账号或密码不正确').waitFor()
  await one.look('form-wrong')
  assert.equal(await one.session(), 401, 'not yet')
  await one.page.getByRole('link', { name: /返回登录页/ }).click()
  await one.page.goto(`${base}/app/account`)
}

/* Out here, and there where the provider has a session of its own. */
async function out({ page, session, button }, way, who) {
  await page.getByText(way.shown ?? who).first().waitFor()
  const left = way.there ? page.waitForRequest((request) => request.url().startsWith(way.there)) : null
  await page.getByRole('button', { name: /退出/ }).last().click()
  await left
  await page.waitForURL(/\/app\/sign-in/)
  await button.waitFor()
  assert.equal(await session(), 401)
}

/* A second factor, wrong and right. */
async function secondFactor(one, way, who) {
  const { page, look, session } = one
  await page.goto(`${base}/app/account`)
  await identify(one, way, who)
  await page.getByLabel(/验证码/).waitFor()
  await look('code')
  assert.equal(await session(), 401, 'not yet')
  await page.getByLabel(/验证码/).fill('000000')
  await page.getByRole('button', { name: /登录/ }).click()
  await page.getByText('验证码不正确').waitFor()
  await look('code-wrong', false)
  await page.getByLabel(/验证码/).fill(await ask('digits', { way: way.name, who }))
  await page.getByRole('button', { name: /登录/ }).click()
  await page.waitForURL(isAccount)
}

/* The provider ends the session while its page is open: the next thing that the page asks for tells. */
async function endedThere({ page, look, session, button }, way, who) {
  await page.getByText(way.shown ?? who).first().waitFor()
  await ask('end', { way: way.name, who })
  assert.equal(await session(), 401, 'ended by the provider')
  await page.getByRole('link', { name: /申请/ }).first().click()
  await page.locator('dialog[open]').getByRole('link', { name: way.label, exact: true }).waitFor()
  await look('ended')
  assert.equal(await button.count() > 0, true)
}

/* Some time after the sign-in, ending sessions asks who has no password here to sign in again. */
async function signInAgain(one, way, who) {
  const { page, context, look, session } = one
  const { account } = await (await context.request.get(`${base}/api/session`)).json()
  await ask('stale', { account: account.id })
  await page.getByRole('button', { name: '退出其他所有设备' }).click()
  await page.locator('dialog[open]').getByText('没有密码').waitFor()
  await look('sign-in-again')
  await page.getByRole('button', { name: '退出并重新登录' }).click()
  await page.waitForURL(/\/app\/sign-in/)
  assert.equal(await session(), 401, 'signed out')
  await page.goto(`${base}/app/account`)
  await identify(one, way, who)
  await page.waitForURL(isAccount)
}

/* One device of two signs the other out, then itself, and the person at the provider. */
async function outEverywhere(one, way, who) {
  const other = await open(way, one.width, 'zh-CN')
  await other.page.goto(`${base}/app/account`)
  await identify(other, way, who)
  await other.page.waitForURL(isAccount)
  await one.page.reload()
  await signInAgain(one, way, who)
  await one.page.getByRole('button', { name: '退出其他所有设备' }).click()
  await one.page.getByText('已退出').first().waitFor()
  assert.equal(await other.session(), 401, 'the other device is out')
  assert.equal(await one.session(), 200, 'this one is not')
  await other.page.reload()
  await other.button.waitFor()
  await other.context.close()
  await out(one, way, who)
}

async function walk(way, width) {
  const one = await open(way, width, 'zh-CN')
  await thereAndBack(one, way, `plain-${width}`)
  await outEverywhere(one, way, `plain-${width}`)
  await secondFactor(one, way, `strong-${width}`)
  if (way.ends) await endedThere(one, way, `strong-${width}`)
  else await out(one, way, `strong-${width}`)
  await one.context.close()
}

/* What people who read English meet: the buttons, what the server asks for itself, and a page of a failure. */
async function english(way, width) {
  const { context, page, look, button, ...one } = await open(way, width, 'en-GB')
  await page.goto(`${base}/app/account`)
  await button.waitFor()
  await look('sign-in')
  if (one.identify === 'password') {
    await button.click()
    await page.getByLabel(/Password/).waitFor()
    await look('form')
  }
  await page.goto(`${base}/app/account`)
  await identify({ ...one, page, context, button }, way, `strong-${width}`)
  await page.getByRole('heading', { name: 'Second step' }).waitFor()
  for (const control of [page.getByLabel(/Code/), page.getByRole('button', { name: /Sign in/ })])
    assert.ok((await control.boundingBox()).height >= 44, 'as large as a finger')
  await look('code')
  await context.close()
}

/* Nobody is signed in, and the page names the fault and leads back. */
async function refused({ page, look, session, locale }, code, name) {
  await page.locator('.code', { hasText: `${code} ·` }).waitFor()
  await look(`fault-${name}`)
  assert.equal(await session(), 401, `${name}: nobody is signed in`)
  await page.getByRole('link', { name: locale === 'zh-CN' ? /返回登录页/ : /Back to the sign-in page/ }).click()
  await page.waitForURL(`${base}/app/sign-in`)
}

async function fails(way, width, locale, fault, code) {
  const one = await open(way, width, locale)
  await one.page.goto(`${base}/app/account`)
  await identify({ ...one, look: undefined }, way, `plain-${width}`)
  await refused(one, code, fault)
  await one.context.close()
}

/* The page with a QR code: refused on the phone, a member outside of the visible range, and the answer to a code that another
 * screen showed. */
async function codeOnScreen(way, width) {
  const one = await open(way, width, 'zh-CN')
  const start = async ({ page, button }) => {
    await page.goto(`${base}/app/account`)
    await button.waitFor()
  }
  await start(one)
  await IDENTIFY.scan({ ...one, look: undefined }, way, `plain-${width}`, 'refuse')
  await refused(one, 'denied', 'refused')

  await start(one)
  await one.button.click()
  const key = await one.page.locator('[data-key]').getAttribute('data-key')
  await ask('phone', { way: way.name, what: 'scan', key, who: 'outside' })
  await one.page.getByText('你没有权限登录该应用').waitFor()
  await one.look('outside', false)
  assert.equal(await one.session(), 401, 'outside of the visible range')

  const other = await open(way, width, 'zh-CN')
  let answer = ''
  await other.page.route('**/callback?*', (route) => {
    answer = route.request().url()
    return route.abort()
  })
  await start(other)
  const came = other.page.waitForRequest('**/callback?*')
  await IDENTIFY.scan({ ...other, look: undefined }, way, `plain-${width}`)
  await came
  await start(one)
  await one.button.click()
  await one.page.locator('[data-key]').waitFor()
  await one.page.goto(answer)
  await refused(one, 'state', 'mixed-up')
  await other.context.close()
  await one.context.close()
}

/* All pictures on one sheet. */
async function sheet() {
  const page = await browser.newPage({ viewport: { width: 2100, height: 900 } })
  const cards = [...taken].map(([label, path]) =>
    `<figure><figcaption>${label}</figcaption><img src="data:image/png;base64,${readFileSync(path).toString('base64')}"></figure>`)
  await page.setContent(`<style>body{display:flex;flex-wrap:wrap;gap:12px;font:16px sans-serif}figure{margin:0}
    img{max-width:${ON_SHEET}px;max-height:${ON_SHEET}px;border:1px solid}</style>${cards.join('')}`)
  await page.screenshot({ path: join(pictures, 'sheet.png'), fullPage: true })
}

try {
  for (const way of ways) {
    const began = Date.now()
    await Promise.all(widths.flatMap((width) => [walk(way, width), english(way, width)]))
    for (const [fault, code] of Object.entries(way.failures)) {
      await ask('fault', { way: way.name, name: fault })
      await Promise.all(widths.map((width, i) => fails(way, width, LOCALES[i % LOCALES.length], fault, code)))
      await ask('fault', { way: way.name })
    }
    if (way.desk === 'scan') await codeOnScreen(way, Math.max(...widths))
    console.log(`${way.name}: walked in ${Date.now() - began} ms`)
  }
  await sheet()
  console.log(`${taken.size} pictures`)
} finally {
  await browser.close()
}
for (const one of new Set(findings)) console.log(`FINDING ${one}`)
process.exit(findings.length > 0 ? 1 : 0)
