/* The unit's approver on a phone and the security office at a desk decide on one application, each in a separate
 * browser: approve.mjs BASE UNIT-APPROVER APPLICATION PICTURES. Exit code 0 when it is approved. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from '../../../server/web/tests/browser.mjs'

const [base, approver, application, pictures] = process.argv.slice(2)
const browser = await launch()
mkdirSync(pictures, { recursive: true })

async function signedIn(name, width) {
  const context = await browser.newContext({
    locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ignoreHTTPSErrors: true, hasTouch: width < 700,
    viewport: { width, height: width < 700 ? 812 : 900 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(`${base}/app/sign-in`)
  await page.fill('input[name=username]', name)
  await page.fill('input[name=password]', 'gatehouse-demo')
  await page.click('button[type=submit]')
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  return page
}

async function decide(page, action, name) {
  await page.getByText('现场申请').first().waitFor() // it says that somebody waits at the gate
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  await page.getByRole('button', { name: action, exact: true }).first().click()
  await page.locator('dialog button[type=submit]').click()
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

async function until(page, wanted) {
  for (let i = 0; i < 2400; i++) {
    const state = await page.evaluate(async (id) => (await (await fetch(`/api/applications/${id}`)).json()).state, application)
    if (state === wanted) return
    await page.waitForTimeout(100)
  }
  assert.fail(`it did not become ${wanted}`)
}

try {
  const unit = await signedIn(approver, 375)
  await unit.goto(`${base}/app/approve`)
  await unit.getByText('现场申请').first().waitFor()
  await unit.screenshot({ path: join(pictures, 'web-queue.png') })
  await unit.goto(`${base}/app/approve/${application}`)
  await decide(unit, '同意', 'web-unit')
  await until(unit, 'security-review')
  const office = await signedIn('guard', 1440)
  await office.goto(`${base}/app/security?open=${application}`)
  await decide(office, '通过', 'web-office')
  await until(office, 'approved')
} finally {
  await browser.close()
}
