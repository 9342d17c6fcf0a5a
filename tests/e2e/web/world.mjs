/* A server at any hour, and people who use it in separate browsers. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspect, launch, NETWORK_CHANGED, steady } from '../../../server/web/tests/browser.mjs'

const PASSWORD = 'gatehouse-demo'
const TOP = resolve(fileURLToPath(import.meta.url), '../../../..')
export const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONE = 8 * HOUR
export const run = promisify(execFile)

/* A Tuesday that is still to come and the Wednesday after it, at an hour of the campus. */
const firstDay = (() => {
  let day = Math.floor((Date.now() + ZONE) / DAY) + 1
  while ((day + 3) % 7 !== 1) day++ // 0: Monday
  return day
})()
export const tuesday = (hour, minute = 0) => firstDay * DAY - ZONE + hour * HOUR + minute * 60_000
export const wednesday = (hour, minute = 0) => tuesday(hour, minute) + DAY

export async function freePort() {
  const probe = createServer()
  await new Promise((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address()
  await new Promise((done) => probe.close(done))
  return port
}

export async function makeWorld(serverProgram, gatehouse, catalogue) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-web-'))
  const keys = join(folder, 'keys')
  const log = join(folder, 'server.log')
  const database = process.env.GATEHOUSE_TEST_POSTGRES ?? `sqlite:${join(folder, 'server.db')}`
  const pictures = join(TOP, 'build/artefacts/web-server', database.startsWith('sqlite') ? 'sqlite' : 'postgresql')
  mkdirSync(pictures, { recursive: true })
  for (const what of ['root', 'signing', 'set']) await run(gatehouse, ['keys', 'new', what, '--dir', keys])
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const browser = await launch()
  const findings = []
  let server = null
  let looked = 0

  /* The same database, at another hour. */
  async function startAt(clock) {
    await stopServer()
    const options = ['--demo', '--demo-clock', String(clock), '--port', String(port), '--database', database, '--keys', keys]
    server = spawn(serverProgram, [...options, '--web', join(TOP, 'server/web/dist'), ...(catalogue ? ['--catalogue', catalogue] : [])], {
      stdio: ['ignore', 'ignore', openSync(log, 'a')],
    })
    for (let i = 0; i < 2400; i++) {
      if (await fetch(`${base}/healthz`).then((one) => one.ok, () => false)) return
      assert.equal(server.exitCode, null, readFileSync(log, 'utf8'))
      await new Promise((done) => setTimeout(done, 100))
    }
    assert.fail('the server did not start')
  }
  async function stopServer() {
    if (!server) return
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    assert.equal(await ended, 0, 'the server ends cleanly')
    server = null
  }

  function watch(page) {
    page.setDefaultTimeout(120_000)
    page.on('pageerror', (error) => findings.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      const expected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text()) || NETWORK_CHANGED.test(message.text())
      if (message.type() === 'error' && !expected) findings.push(`${page.url()}: console: ${message.text()}`)
    })
    return page
  }
  /* Returns the texts of the open pages, for the report of a failure. */
  async function complaints() {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const texts = await Promise.all(pages.map((page) => page.locator('[role=alert], .notice').allInnerTexts().catch(() => [])))
    return pages.map((page, i) => `${page.url()}: ${texts[i].join(' | ')}`).join('\n  ')
  }
  async function newPage(options) {
    const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options })
    return watch(steady(await context.newPage()))
  }
  async function signedIn(name, width = 375) {
    const page = await newPage({ viewport: { width, height: width < 700 ? 812 : 900 }, hasTouch: width < 700 })
    await page.goto(`${base}/app/sign-in`)
    await page.fill('input[name=username]', name)
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    return page
  }
  /* Checks the screen against our rules, and keeps a picture. */
  async function look(page, name, viewport = false) {
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    await page.waitForTimeout(150)
    findings.push(...(await inspect(page, name)))
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: !viewport })
    looked++
  }
  /* Calls the interface as the person who is signed in there. */
  async function call(page, method, path, body) {
    const [status, answer] = await page.evaluate(async ([how, where, what]) => {
      const { csrf } = await (await fetch('/api/session')).json()
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }
      const given = await fetch(where, { method: how, headers, body: how === 'GET' ? undefined : JSON.stringify(what ?? {}) })
      return [given.status, given.status === 204 ? null : await given.json()]
    }, [method, path, body])
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }
  async function close() {
    await browser.close()
    await stopServer()
    const text = readFileSync(log, 'utf8')
    for (const secret of [/request-failed/, /(?<![\da-f])1[3-9]\d{9}(?![\da-f])/, /GH1:/]) assert.ok(!secret.test(text), `the server's log has ${secret}`)
    rmSync(folder, { recursive: true })
  }
  return { base, keys, folder, gatehouse, findings, complaints, looked: () => looked, startAt, newPage, signedIn, look, call, close }
}
