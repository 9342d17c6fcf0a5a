/* A pass as its holder meets it: a link opened on a phone, a code that others can read. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { likeWecom, wantsMore, WECOM } from '../../../server/web/tests/web-view.mjs'
import { run } from './world.mjs'

const PHONE = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

/* Reads the code off the screen with an independent reader, and has the command line check it. */
async function readCode(world, page, name) {
  const file = join(world.folder, `${name}.png`)
  await page.locator('#code svg').screenshot({ path: file })
  return readPicture(world, file)
}

/* Reads the picture that a long press in the middle of the code saves. */
async function readKept(world, page, name) {
  const source = await page.locator('#code svg').evaluate((code) => {
    const { left, top, width, height } = code.getBoundingClientRect()
    const under = document.elementFromPoint(left + width / 2, top + height / 2)
    return under instanceof HTMLImageElement && under.naturalWidth > 400 ? under.src : ''
  })
  assert.notEqual(source, '', 'a picture lies under the finger')
  const answer = await page.request.get(source)
  assert.equal(answer.headers()['content-type'], 'image/png')
  const file = join(world.folder, `${name}.png`)
  writeFileSync(file, await answer.body())
  return readPicture(world, file)
}

async function readPicture(world, file) {
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

  const page = await world.newPage({ ...PHONE, ...WECOM })
  await likeWecom(page)
  await page.goto(link)
  await page.waitForFunction((was) => ![null, was].includes(document.querySelector('#code svg')?.outerHTML ?? null), paper)
  const live = await readCode(world, page, `${name}-live`)
  await world.look(page, `pass-${name}`)
  const kept = await readKept(world, page, `${name}-kept`)
  assert.equal(kept.claims.pass ?? kept.claims.id, live.claims.pass ?? live.claims.id)
  assert.ok(kept.text !== live.text && kept.text !== printed.text, 'what is kept is not a live code')
  await page.getByText('选择在浏览器中打开').waitFor()
  assert.deepEqual(await wantsMore(page), [], 'asks for what the web view lacks')
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
