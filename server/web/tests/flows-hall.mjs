/* The three ways that people know into the service hall: the portal on a PC, and two in WeCom on a phone. The pages of
 * portal and WeCom are stand-ins with the links that docs/service-hall.md gives their developers. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from './browser.mjs'
import { button, field } from './stage.mjs'
import { likeWecom, wantsMore, WECOM } from './web-view.mjs'

const PICTURES = resolve(fileURLToPath(import.meta.url), '../../../../build/artefacts/web/hall')

/* From WeCom on a phone, from the portal on a PC, and in English. */
const VISITS = [
  ['wecom', 375, WECOM],
  ['portal', 1440, {}],
  ['wecom', 375, { locale: 'en-GB' }],
]

const standIn = (title, links) =>
  `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
  `<style>body{font:18px sans-serif;padding:1rem}a{display:block;padding:1rem;margin:.5rem 0;border:1px solid #999}</style>` +
  `<h1>${title}</h1><p>替身页面 stand-in</p>${links.map(([text, to]) => `<a href="${to}">${text}</a>`).join('')}`

export async function hallFlows({ base, newPage, flow }) {
  mkdirSync(PICTURES, { recursive: true })
  const pages = {
    portal: standIn('门户 · 服务大厅', [['最新服务', '/stand-in/newest']]),
    newest: standIn('最新服务：访客和校外车辆入校预约', [['开始办理', '/app/hall']]),
    wecom: standIn('企业微信 · 工作台', [
      ['网上服务大厅', '/stand-in/online'],
      ['保卫服务', '/stand-in/guard'],
    ]),
    online: standIn('网上服务大厅', [['车辆服务', '/app/hall/vehicle']]),
    guard: standIn('保卫服务', [['保卫流程', '/app/hall']]),
  }
  const shoot = (page, name) => page.screenshot({ path: `${PICTURES}/${name}.png` })

  async function start(name, width, options = {}) {
    const page = await newPage(width, options)
    await page.route('**/stand-in/*', (route) => {
      const html = pages[new URL(route.request().url()).pathname.split('/').at(-1)]
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
    })
    if (options.userAgent) await likeWecom(page)
    await page.goto(`${base}/stand-in/${name}`)
    return page
  }
  async function come([from, width, options]) {
    const english = options.locale === 'en-GB'
    const page = await start(from, width, options)
    if (english) await page.addInitScript(() => localStorage.setItem('gatehouse-language', 'en'))
    return { page, english, label: `${english ? 'en' : 'zh'}-${width}` }
  }
  const follow = (page, name) => page.getByRole('link', { name }).first().click()
  async function signIn(page) {
    await page.fill('input[name=username]', 'zhang')
    await page.fill('input[name=password]', 'demo-password')
    await page.click('button[type=submit]')
  }
  const kind = (page) => page.locator('input[name=kind]:checked').inputValue()
  async function ends(page) {
    if (await page.evaluate(() => window.lacking !== undefined))
      assert.deepEqual(await wantsMore(page), [], 'asks for what the web view lacks')
    await page.context().close()
  }

  await flow('the hall: portal on a PC, newest services, to the form of works', async () => {
    const page = await start('portal', 1440)
    await shoot(page, 'portal-1')
    await follow(page, '最新服务')
    await follow(page, '开始办理')
    await page.getByRole('heading', { name: '访客和校外车辆入校预约' }).waitFor()
    await shoot(page, 'portal-2-hall')
    await follow(page, /施工、送货/)
    await page.waitForURL(/sign-in\?next=/)
    await shoot(page, 'portal-3-sign-in')
    await signIn(page)
    await field(page, '来访事由').waitFor()
    assert.equal(await kind(page), 'works')
    await shoot(page, 'portal-4-form')
    await ends(page)
  })

  await flow('the hall: WeCom, online hall, vehicles: the form has room for a plate', async () => {
    const page = await start('wecom', 375, WECOM)
    await shoot(page, 'wecom-online-1')
    await follow(page, '网上服务大厅')
    await follow(page, '车辆服务')
    await signIn(page)
    await field(page, '来访事由').waitFor()
    assert.equal(await kind(page), 'visit')
    await shoot(page, 'wecom-online-2-form')
    await page.locator('.step').nth(2).click()
    await page.locator('[data-path="vehicles[0]"]').waitFor()
    await shoot(page, 'wecom-online-3-plate')
    await ends(page)
  })

  await flow('the hall: WeCom, security services, to every flow', async () => {
    const page = await start('wecom', 375, WECOM)
    await follow(page, '保卫服务')
    await shoot(page, 'wecom-guard-1')
    await follow(page, '保卫流程')
    await page.getByRole('heading', { name: '访客和校外车辆入校预约' }).waitFor()
    await shoot(page, 'wecom-guard-2-hall')
    await follow(page, /多次入校/)
    await signIn(page)
    await field(page, '来访事由').waitFor()
    assert.equal(await kind(page), 'multi')
    await shoot(page, 'wecom-guard-3-form')
    for (const [name, wanted] of Object.entries({ pedestrian: 'visit', staff: 'staff', works: 'works' })) {
      await page.goto(`${base}/app/hall/${name}`)
      await field(page, '来访事由').waitFor()
      assert.equal(await kind(page), wanted, name)
    }
    await page.goto(`${base}/app/hall/nowhere`)
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor()
    await ends(page)
  })

  await flow('the hall: a link to a kind that is closed says so, and leads to those that are open', async () => {
    for (const visit of VISITS) {
      const { page, english, label } = await come(visit)
      await page.route('**/api/kinds', async (route) => {
        const answer = await route.fetch()
        const { items } = await answer.json()
        await route.fulfill({
          response: answer,
          json: { items: items.map((one) => ({ ...one, open: one.open && one.kind !== 'staff' })) },
        })
      })
      await page.goto(`${base}/app/hall/staff`)
      await signIn(page)
      await page
        .getByRole('heading', { name: english ? /“Staff without a pass” can’t/ : '“教职工无证入校”现在不能申请' })
        .waitFor()
      assert.equal(await page.locator('.step').count(), 0, 'no form of another kind')
      const name = `closed-${label}`
      assert.deepEqual(await inspect(page, name), [])
      await shoot(page, name)
      await follow(page, english ? 'Repeated entry' : '多次进出')
      await field(page, english ? 'Purpose' : '来访事由').waitFor()
      assert.equal(await kind(page), 'multi')
      await page.goto(`${base}/app/applications/new?kind=nothing`)
      await page.getByRole('heading', { name: english ? 'no such kind' : '没有这个申请类别' }).waitFor()
      await ends(page)
    }
  })

  await flow('the hall: a kind that is closed is no link, without and with a session', async () => {
    for (const visit of VISITS) {
      const { page, english, label } = await come(visit)
      const change = (path, how) =>
        page.route(path, async (route) => {
          const response = await route.fetch()
          await route.fulfill({ response, json: how(await response.json()) })
        })
      const texts = { hall: '', times: '', categories: '', check: '', pass: '' }
      const guide = { texts, closed: ['multi'], trial: '', mailbox: '', feedback: '' }
      await page.route('**/api/guide', (route) => route.fulfill({ json: guide }))
      await change('**/api/kinds', ({ items, next }) => ({
        next,
        items: items.map((one) => ({ ...one, open: one.open && !['multi', 'staff'].includes(one.kind) })),
      }))
      const links = () => page.locator('a.flow').count()
      const shut = (words) => page.locator('.shut', { hasText: words })
      await page.goto(`${base}/app/hall`)
      await shut(english ? 'takes no such applications' : '已暂停受理').waitFor()
      assert.equal(await links(), 4, 'who is not known yet may be open to all others')
      await page.goto(`${base}/app/applications`)
      await signIn(page)
      await page.waitForURL('**/app/applications')
      await page.goto(`${base}/app/hall`)
      await shut(english ? 'Not open to your account' : '您的账号不能办理').waitFor()
      assert.equal(await shut('').count(), 2)
      assert.equal(await links(), 3)
      const name = `hall-closed-${label}`
      assert.deepEqual(await inspect(page, name), [])
      await shoot(page, name)
      await ends(page)
    }
  })

  await flow('the hall: the provider that a link names goes to the sign-in page alone', async () => {
    const page = await newPage()
    await page.goto(`${base}/app/hall/vehicle?provider=campus`)
    await page.waitForURL(/sign-in/)
    const { searchParams } = new URL(page.url())
    assert.equal(searchParams.get('provider'), 'campus')
    assert.equal(searchParams.get('next'), '/applications/new?flow=vehicle')
    assert.equal(await button(page, '登录').isVisible(), true)
    await page.context().close()
  })
}
