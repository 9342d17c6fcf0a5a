/* What tests in a browser share: the mock, Chromium, people who are signed in, and the count of what went well. */
import { ask, launch, steady } from './browser.mjs'
import { faults, startMock } from './mock-server.mjs'

export const json = ask
export const field = (page, label) => page.getByLabel(label, { exact: false }).first()
export const button = (page, name) => page.getByRole('button', { name, exact: true }).first()

/* Sends what the dialogue asks, and waits until the server has done it. */
export async function acts(page) {
  const done = page.waitForResponse((answer) => answer.url().endsWith('/actions') && answer.ok())
  await page.locator('dialog button[type=submit]').click()
  await done
}

export async function openStage() {
  const server = await startMock(0)
  const base = `http://127.0.0.1:${server.address().port}`
  const browser = await launch()
  let passed = 0
  let failed = 0

  async function newPage(width = 375, options = {}) {
    const context = await browser.newContext({
      viewport: { width, height: width < 700 ? 812 : 900 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      ...options,
    })
    const page = steady(await context.newPage())
    page.setDefaultTimeout(120_000)
    return page
  }
  async function signedIn(name, width = 375, options = {}) {
    const page = await newPage(width, options)
    await page.goto(`${base}/app/sign-in`)
    await page.fill('input[name=username]', name)
    await page.fill('input[name=password]', 'demo-password')
    await page.click('button[type=submit]')
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    return page
  }
  /* Runs one story; what it throws is its failure. With `--only TEXT` those alone whose name has the text. */
  const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''
  async function flow(name, run) {
    if (!name.includes(only)) return
    try {
      await run()
      passed++
    } catch (error) {
      failed++
      console.log(`${name}: ${error.message.split('\n').slice(0, 6).join('\n  ')}`)
    }
  }
  /* Says how it went, and ends the process. */
  async function close() {
    await browser.close()
    server.close()
    for (const one of faults) console.log(one)
    console.log(`${passed} passed, ${failed} failed, ${faults.length} answers or requests not as described`)
    process.exit(failed > 0 || faults.length > 0 ? 1 : 0)
  }
  return { base, newPage, signedIn, flow, close }
}
