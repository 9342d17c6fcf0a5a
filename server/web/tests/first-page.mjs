/* The first page: its weight, and its language.
 *
 *   node tests/first-page.mjs [--only TEXT] */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { button, openStage } from './stage.mjs'

const { base, newPage, flow, close } = await openStage()

/* As it travels: the server sends brotli where the build left a .br file. */
const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
function weightOf(url) {
  const path = new URL(url).pathname
  const file = DIST + (path.startsWith('/app/assets/') ? path.slice('/app/'.length) : 'index.html')
  return statSync(`${file}.br`, { throwIfNoEntry: false })?.size ?? statSync(file).size
}

await flow('the first page weighs at most 90 KB', async () => {
  for (const locale of ['zh-CN', 'en-GB']) {
    const page = await newPage(375, { locale })
    const urls = new Set()
    page.on('response', (one) => one.url().includes('/app/') && urls.add(one.url()))
    await page.goto(`${base}/app/sign-in`, { waitUntil: 'networkidle' })
    await page.locator('input[name=username]').waitFor()
    const weight = [...urls].reduce((sum, url) => sum + weightOf(url), 0)
    console.log(`first page, ${locale}: ${(weight / 1000).toFixed(1)} KB in ${urls.size} requests`)
    assert.ok(urls.size > 4 && weight <= 90_000, `the first page weighs ${weight} bytes`)
    await page.context().close()
  }
})

await flow('a language that can not be loaded leaves the page as it was', async () => {
  const page = await newPage()
  await page.goto(`${base}/app/sign-in`)
  await page.context().setOffline(true)
  await button(page, 'English').click()
  await page.locator('.toast', { hasText: '连接不上服务器' }).waitFor()
  await page.context().setOffline(false)
  await button(page, 'English').click()
  await page.getByText('Sign in').first().waitFor()
  await page.context().close()
})

await close()
