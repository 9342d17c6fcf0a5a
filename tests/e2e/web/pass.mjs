/* A pass as its holder meets it: a link opened on a phone, a code that others can read. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { run } from './world.mjs'

const PHONE = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
const WECHAT = 'Mozilla/5.0 (Linux; Android 13; M2012K11AC) AppleWebKit/537.36 ' +
  '(KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MMWEBID/4504 MicroMessenger/8.0.44'

/* Reads the code off the screen with an independent reader, and has the command line check it. */
async function readCode(world, page, name) {
  const file = join(world.folder, `${name}.png`)
  await page.locator('#code svg').screenshot({ path: file })
  const { stdout } = await run('zbarimg', ['--quiet', '--raw', file])
  const text = stdout.trim()
  assert.match(text, /^GH1:/)
  const claims = JSON.parse((await run(world.gatehouse, ['pass', 'verify', '--json', '--keys', world.keys, text])).stdout)
  return { text, claims }
}

/* Opens the page of a link, without and with script. Returns the text of both codes. */
export async function openPass(world, link, name) {
  const still = await world.newPage({ ...PHONE, javaScriptEnabled: false, colorScheme: 'dark' })
  await still.goto(link)
  await still.getByRole('heading', { name: '请在门岗出示此码' }).waitFor()
  const printed = await readCode(world, still, `${name}-still`)
  const paper = await still.locator('#code svg').evaluate((one) => one.outerHTML)
  await still.context().close()

  const page = await world.newPage({ ...PHONE, userAgent: WECHAT })
  await page.goto(link)
  await page.waitForFunction((was) => ![null, was].includes(document.querySelector('#code svg')?.outerHTML ?? null), paper)
  const live = await readCode(world, page, `${name}-live`)
  await world.look(page, `pass-${name}`)
  await page.context().setOffline(true)
  await page.waitForTimeout(500)
  assert.equal(await page.locator('#code svg').count(), 1, 'the last code stays without a network')
  await page.context().close()
  return { printed, live }
}

/* The page before the period: the code can be kept, and says from when it counts. */
export async function earlyPass(world, link) {
  const page = await world.newPage(PHONE)
  await page.goto(link)
  await page.getByRole('heading', { name: '尚未生效' }).waitFor()
  await page.getByText(/\d\d:\d\d 起可用/).waitFor()
  await page.getByText(/短码 [0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}/).waitFor()
  assert.equal(await page.locator('#code svg').count(), 1)
  await world.look(page, 'pass-early')
  await page.context().close()
}

/* The page of a pass that is not valid now shows a heading and no code. */
export async function closedPass(world, link, heading, name) {
  const page = await world.newPage(PHONE)
  await page.goto(link)
  await page.getByRole('heading', { name: heading }).waitFor()
  assert.equal(await page.locator('#code svg').count(), 0)
  await world.look(page, `pass-${name}`)
  await page.context().close()
}
