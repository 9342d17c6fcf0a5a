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
const ON_SHEET = 500 // px: the longer side of a picture there
const taken = []
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
  page.setDefaultTimeout(120_000)
  page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`))
  if (inside) await likeWecom(page)
  const look = async (name, inspected = true) => {
    const label = `${way.name}-${name}-${locale.slice(0, 2)}-${width}`
    const path = join(pictures, `${label}.png`)
    if (inspected) findings.push(...(await inspect(page, label)))
    if (inside) findings.push(...(await wantsMore(page)).map((what) => `${label}: asks for ${what}`))
    await page.screenshot({ path, animations: 'disabled' })
    taken.push({ label, path })
  }
  const session = async () => (await context.request.get(`${base}/api/session`)).status()
  const button = page.getByRole('link', { name: locale.startsWith('zh') ? way.label : way.label_en, exact: true })
  return { context, page, look, session, button, width, identify: isPhone(width) ? way.phone : way.desk }
}

/* Says who one is, in the three ways that there are: with a click at the provider, by what the browser knows, in our form. */
const IDENTIFY = {
  async pick({ page, button }, way, who) {
    await button.click()
    await page.getByRole('link', { name: who }).click()
  },
  async cookie({ context, button }, way, who) {
    await context.addCookies([{ name: 'wecom', value: who, url: way.origin }])
    await button.click()
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
  await page.getByText(way.shown).first().waitFor()
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
async function out({ page, session, button }, way) {
  await page.getByText(way.shown).first().waitFor()
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
  await page.getByLabel(/验证码/).fill(await ask('digits', { who }))
  await page.getByRole('button', { name: /登录/ }).click()
  await page.waitForURL(isAccount)
}

/* The provider ends the session while its page is open: the next thing that the page asks for tells. */
async function endedThere({ page, look, session, button }, way, who) {
  await page.getByText(way.shown).first().waitFor()
  await ask('end', { way: way.name, who })
  assert.equal(await session(), 401, 'ended by the provider')
  await page.getByRole('link', { name: /申请/ }).first().click()
  await page.locator('dialog[open]').getByRole('link', { name: way.label, exact: true }).waitFor()
  await look('ended')
  assert.equal(await button.count() > 0, true)
}

async function walk(way, width) {
  const one = await open(way, width, 'zh-CN')
  await thereAndBack(one, way, `plain-${width}`)
  await out(one, way)
  const who = `${way.second ? 'strong' : 'plain'}-${width}`
  if (way.second) await secondFactor(one, way, who)
  else {
    await one.page.goto(`${base}/app/account`)
    await identify(one, way, who)
    await one.page.waitForURL(isAccount)
  }
  if (way.ends) await endedThere(one, way, who)
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
  if (way.second) {
    await identify({ ...one, page, context, button }, way, `strong-${width}`)
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    for (const control of [page.getByLabel(/Code/), page.getByRole('button', { name: /Sign in/ })])
      assert.ok((await control.boundingBox()).height >= 44, 'as large as a finger')
    await look('code')
    await page.goto(`${base}/sso/${way.name}/callback?state=x&code=y`)
    await page.getByRole('link', { name: /Back to the sign-in page/ }).waitFor()
    await look('failed')
  }
  await context.close()
}

/* Nobody is signed in, and the page names the fault and leads back. */
async function fails(way, width, fault, code) {
  const one = await open(way, width, 'zh-CN')
  const { page, look, session } = one
  await page.goto(`${base}/app/account`)
  await identify(one, way, `plain-${width}`)
  await page.locator('.code', { hasText: `${code} ·` }).waitFor()
  await look(`fault-${fault}`)
  assert.equal(await session(), 401, `${way.name} ${fault}: nobody is signed in`)
  await page.getByRole('link', { name: /返回登录页/ }).click()
  await page.waitForURL(`${base}/app/sign-in`)
  await one.context.close()
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
  for (const way of ways) {
    const began = Date.now()
    await Promise.all(widths.flatMap((width) => [walk(way, width), english(way, width)]))
    for (const [fault, code] of Object.entries(way.faults)) {
      await ask('fault', { way: way.name, name: fault })
      await Promise.all(widths.map((width) => fails(way, width, fault, code)))
      await ask('fault', { way: way.name })
    }
    console.log(`${way.name}: walked in ${Date.now() - began} ms`)
  }
  await sheet()
  console.log(`${taken.length} pictures`)
} finally {
  await browser.close()
}
for (const one of new Set(findings)) console.log(`FINDING ${one}`)
process.exit(findings.length > 0 ? 1 : 0)
