/* WeCom's web view on a phone, against the real server: wecom.mjs PLAN (JSON, from test_wecom_web.py). People come in by WeCom,
 * as one does there, and every page is held to our rules and to what the web view lacks. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, launch, steady } from '../../../server/web/tests/browser.mjs'
import { likeWecom, wantsMore, WECOM } from '../../../server/web/tests/web-view.mjs'

const { base, wecom, pictures, drafts } = JSON.parse(process.argv[2])
const findings = []
const browser = await launch()
let looked = 0
mkdirSync(pictures, { recursive: true })

const WORDS = {
  'zh-CN': {
    way: '企业微信', compared: '我已逐位核对', submit: '提交申请', invite: '请访客自填', person: '访客称呼', make: '生成链接',
    change: '更正并同意', next: '下一步', purpose: '来访事由', copy: '复制链接', copied: '链接已复制', byHand: '请长按文字复制',
    elsewhere: '在浏览器中打开', hold: '长按通行码可保存为图片',
  },
  'en-GB': {
    way: 'WeCom', compared: 'I have compared', submit: 'Submit', invite: 'Invite visitors to fill in', person: 'Visitor’s name', make: 'Make a link',
    change: 'Correct and approve', next: 'Next', purpose: 'Purpose', copy: 'Copy link', copied: 'Link copied',
    byHand: 'Press and hold the text', elsewhere: 'open it in the browser', hold: 'Press and hold the code',
  },
}

/* A phone with WeCom, which knows its member. */
async function phone(locale, member = '') {
  const context = await browser.newContext({ locale, timezoneId: 'Asia/Shanghai', viewport: { width: 375, height: 812 }, ...WECOM })
  await context.addInitScript((language) => localStorage.setItem('gatehouse-language', language), locale.slice(0, 2))
  if (member) await context.addCookies([{ name: 'wecom', value: member, url: wecom }])
  const page = steady(await context.newPage())
  page.setDefaultTimeout(120_000)
  await likeWecom(page)
  page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`))
  page.on('popup', () => findings.push(`${page.url()}: opens a window`))
  page.on('download', () => findings.push(`${page.url()}: saves a file`))
  const look = async (name) => {
    const label = `${name}-${locale.slice(0, 2)}`
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    findings.push(...(await inspect(page, label)), ...(await wantsMore(page)).map((what) => `${label}: asks for ${what}`))
    await page.screenshot({ path: join(pictures, `${label}.png`), animations: 'disabled' })
    looked++
  }
  const visit = async (path, name) => {
    await page.goto(`${base}/app${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look(name)
  }
  return { context, page, look, visit, words: WORDS[locale] }
}

/* Asks the server as somebody who signs in with a password: what other pages do. */
async function act(name, id, action) {
  const json = { 'Content-Type': 'application/json' }
  const signed = await fetch(`${base}/api/session`, { method: 'POST', headers: json, body: JSON.stringify({ name, password: 'gatehouse-demo' }) })
  const headers = { ...json, Cookie: signed.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': (await signed.json()).csrf }
  const url = `${base}/api/applications/${id}`
  const { version } = await (await fetch(url, { headers })).json()
  const body = JSON.stringify({ action, version, remark: '' })
  const done = await fetch(`${url}/actions`, { method: 'POST', headers, body })
  assert.equal(done.status, 200, await done.text())
}

/* A link of the workbench leads straight in: WeCom says who it is. */
async function comeIn({ page, words }, path) {
  await page.goto(`${base}/app${path}`)
  await page.getByRole('link', { name: words.way, exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/app${path}`)
}

async function apply({ page, look, visit, words }, id) {
  await visit('/hall', 'hall')
  await visit('/applications', 'mine')
  for (const step of ['basics', 'periods', 'entrants']) await visit(`/applications/${id}/edit?step=${step}`, `apply-${step}`)
  await page.getByRole('button', { name: words.invite, exact: true }).click()
  await page.locator('dialog').getByLabel(words.person).fill('王老师')
  await page.getByRole('button', { name: words.make, exact: true }).click()
  await page.getByText(words.copied).first().waitFor()
  await look('invite')
  await visit(`/applications/${id}/edit?step=review`, 'apply-review')
  await page.getByLabel(words.compared).check()
  await page.getByRole('button', { name: words.submit, exact: true }).click()
  await page.waitForURL(/receipt$/)
  await look('apply-receipt')
  await visit('/account', 'account')
  await visit('/feedback', 'feedback')
}

async function decide({ page, look, visit, words }, id) {
  await visit('/approve', 'to-do')
  await visit(`/approve/${id}`, 'decide')
  await page.getByRole('button', { name: words.change, exact: true }).click()
  const sheet = page.locator('dialog')
  await sheet.getByLabel(words.purpose).fill('学术讲座（改）')
  await look('correct')
  await sheet.getByText(words.next).click()
  await sheet.locator('textarea').fill('按规定改写')
  await look('correct-confirm')
  await sheet.locator('button[type=submit]').click()
  await page.waitForURL(/\/app\/approve$/)
  await visit('/approve/delegation', 'delegation')
}

/* The clipboard is missing: copied by selection, and shown where even that fails. */
async function copies({ page, look, visit, words }, id) {
  await visit(`/applications/${id}`, 'mine-approved')
  const copy = page.getByRole('button', { name: words.copy }).first()
  await copy.click()
  await page.getByText(words.copied).first().waitFor()
  await page.evaluate(() => {
    document.execCommand = () => false
  })
  await copy.click()
  await page.getByText(words.byHand).first().waitFor()
  const link = await page.locator('.by-hand').innerText()
  assert.match(link, /^https?:\/\/.*\/p\//)
  await page.locator('.by-hand').scrollIntoViewIfNeeded()
  await look('copy-by-hand')
  return link
}

async function pass(locale, link) {
  const { context, page, look, words } = await phone(locale)
  await page.goto(`${link}?lang=${locale.slice(0, 2)}`)
  await page.getByText(words.hold).waitFor()
  await page.getByText(words.elsewhere).waitFor()
  await page.waitForFunction(() => document.getElementById('still').naturalWidth > 400)
  await look('pass')
  await context.close()
}

async function walk(locale, id) {
  const zhang = await phone(locale, 'Zhang.S')
  await comeIn(zhang, '/applications')
  await apply(zhang, id)
  const li = await phone(locale, 'Li.Dean')
  await comeIn(li, '/approve')
  await decide(li, id)
  await act('guard', id, 'security-pass')
  await pass(locale, await copies(zhang, id))
  await zhang.context.close()
  await li.context.close()
}

try {
  const began = Date.now()
  await Promise.all(Object.entries(drafts).map(([locale, id]) => walk(locale, id)))
  console.log(`${looked} pages in ${Date.now() - began} ms`)
} finally {
  await browser.close()
}
for (const one of new Set(findings)) console.log(`FINDING ${one}`)
process.exit(findings.length > 0 ? 1 : 0)
