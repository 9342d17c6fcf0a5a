/* The first day of a server without a demo: the administrator's first password, the second factor that the role needs,
 * and what happens without the phone. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, run } from './world.mjs'

const PAGES = resolve(fileURLToPath(import.meta.url), '../../../../server/web/dist')
const OWN = 'three quiet words'

/* The code of an authenticator app (RFC 6238) for a secret in base 32. */
function codeOf(secret) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(step).digest()
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function signIn(page, base, password) {
  await page.goto(`${base}/app/sign-in`)
  await page.fill('input[name=username]', 'chief')
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}

/* From the first password to the page of accounts. Returns the recovery codes. */
async function setUp(world, page, base, first) {
  await signIn(page, base, first)
  await page.waitForURL(/account\/password$/)
  for (const [kind, value] of [['current', first], ['new', OWN]])
    for (const field of await page.locator(`input[autocomplete=${kind}-password]`).all()) await field.fill(value)
  await page.click('button[type=submit]')
  await page.waitForURL(/account\/second-factor$/)
  await page.getByText('您的角色登录时需要动态验证码').waitFor()
  await world.look(page, 'first-second-factor')
  await page.goto(`${base}/app/admin/accounts`)
  await page.waitForURL(/account\/second-factor$/)
  await page.fill('input[name=password]', OWN)
  await page.click('button[type=submit]')
  const secret = await page.locator('form code').innerText()
  await world.look(page, 'first-picture')
  await page.fill('input[autocomplete=one-time-code]', codeOf(secret))
  await page.click('button[type=submit]')
  await page.locator('ol code').first().waitFor()
  await world.look(page, 'first-codes')
  const codes = await page.locator('ol code').allInnerTexts()
  assert.equal(codes.length, 10)
  await page.getByText('已保存，继续').click()
  await page.goto(`${base}/app/admin/accounts`)
  await page.getByText('chief').first().waitFor()
  return codes
}

async function withoutPhone(world, page, base, codes) {
  await signIn(page, base, OWN)
  await page.getByText('使用恢复码').click()
  await world.look(page, 'first-recovery')
  await page.fill('input[autocomplete=one-time-code]', codes[0])
  await page.click('button[type=submit]')
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  await page.goto(`${base}/app/account`)
  await page.getByText('本设备').waitFor()
  await world.look(page, 'first-sessions')
  await page.getByRole('button', { name: '退出其他所有设备' }).click()
  await page.getByRole('button', { name: '退出其他所有设备' }).waitFor({ state: 'detached' })
}

/* On a database of its own, beside the world's. */
export async function firstStart(world, program) {
  const database = ['--database', `sqlite:${join(world.folder, 'first.db')}`]
  const made = await run(program, [...database, '--create-administrator', 'chief'])
  const first = /First password: (\S+)/.exec(made.stdout)[1]
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const options = [...database, '--port', String(port), '--keys', world.keys, '--web', PAGES]
  const server = spawn(program, options, { stdio: 'ignore' })
  const ended = new Promise((done) => server.once('exit', done))
  try {
    for (let i = 0; !(await fetch(`${base}/healthz`).then((one) => one.ok, () => false)); i++) {
      assert.ok(i < 2400 && server.exitCode === null, 'the server starts')
      await new Promise((done) => setTimeout(done, 100))
    }
    const desk = await world.newPage({ viewport: { width: 1280, height: 900 } })
    const codes = await setUp(world, desk, base, first)
    const phone = await world.newPage({ viewport: { width: 375, height: 812 }, hasTouch: true })
    await withoutPhone(world, phone, base, codes)
    await desk.goto(`${base}/app/admin/accounts`)
    await desk.waitForURL(/sign-in/)
    await desk.context().close()
    await phone.context().close()
  } finally {
    server.kill('SIGTERM')
  }
  assert.equal(await ended, 0, 'the server ends cleanly')
}
