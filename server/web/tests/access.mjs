/* What axe can't see, in headless Chromium against the mock: where the focus is and goes, what is said after an action, the
 * end of a session, paper. Rings, contrast, font and language are measured on every page by screens.mjs.
 *
 *   node tests/access.mjs [--only TEXT] */
import assert from 'node:assert/strict'
import { focusFaults, tableFaults } from './access-rules.mjs'
import { PAGES } from './screens/pages.mjs'
import { button, field, json, openStage } from './stage.mjs'

const { base, newPage, signedIn, flow, close } = await openStage()
const settled = (page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
const active = (page) =>
  page.evaluate(() => {
    const { tagName, textContent, value } = document.activeElement
    return `${tagName} ${(textContent || value || '').trim().slice(0, 40)}`
  })
const get = (page) => (address) => json(page, address)
async function visit(page, one) {
  await page.goto(base + (typeof one.path === 'string' ? one.path : await one.path(get(page))))
  await page.locator('h1, [role=alert]').first().waitFor()
  await one.then?.(page)
  await settled(page)
}

for (const width of [375, 1440])
  await flow(`keyboard at ${width} px: fields show it, and no stop lies under a bar`, async () => {
    const walks = {
      zhang: ['editor-basics', 'editor-entrants', 'editor-review', 'applications', 'account', 'feedback-write'],
    }
    Object.assign(walks, {
      li: ['queue-batch', 'review'],
      guard: ['desk', 'barred', 'entries', 'exceptions', 'exceptions-open'],
      admin: ['accounts', 'checks', 'feedback', 'feedback-open'],
    })
    walks.guard.push('mails', 'mail')
    for (const [account, names] of Object.entries(walks)) {
      const page = await signedIn(account, width)
      for (const name of names) {
        await visit(
          page,
          PAGES.find((one) => one.name === name),
        )
        assert.deepEqual(await focusFaults(page), [], name)
      }
      await page.context().close()
    }
  })

await flow('the focus stays where the work is when a control vanishes or is busy', async () => {
  const page = await signedIn('zhang')
  await page.goto(`${base}/app/account/password`)
  const wrong = (route) =>
    route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"title":"不对"}' })
  await page.route('**/api/session/password', wrong)
  await page.locator('main button[type=submit]').waitFor() // all() takes what is there, and waits for nothing
  for (const one of await page.locator('main input:not(.sr)').all()) await one.fill('Korrekt-Pferd-9')
  await page.locator('main button[type=submit]').focus()
  await page.keyboard.press('Enter')
  await page.locator('[role=alert]').waitFor()
  assert.match(await active(page), /^BUTTON/, 'after a refused submit')

  const desk = await signedIn('guard', 1440)
  await visit(
    desk,
    PAGES.find((one) => one.name === 'desk-open'),
  )
  const reveal = desk.locator('button:has(svg):has-text("记录")').first()
  await reveal.focus()
  await desk.keyboard.press('Enter')
  await desk.locator('.shown').waitFor()
  assert.equal(await desk.evaluate(() => document.activeElement.closest('.shown') !== null), true, 'after a reveal')

  await desk.goto(`${base}/app/security/barred`)
  await settled(desk)
  const rows = await desk.locator('main .button-bad').count()
  if (rows > 1) {
    await desk.locator('main .button-bad').first().focus()
    await desk.keyboard.press('Enter')
    const confirm = desk.locator('dialog button[type=submit], dialog .button-bad, dialog .button-primary').first()
    await confirm.focus()
    await desk.keyboard.press('Enter')
    await desk.locator('dialog').waitFor({ state: 'detached' })
    await settled(desk)
    assert.doesNotMatch(await active(desk), /^BODY/, 'after a row went')
  }
  for (const one of [page, desk]) await one.context().close()
})

await flow('what happened is said, and the page after it', async () => {
  const page = await signedIn('li')
  const one = (await get(page)('/api/applications?view=unit')).items[0]
  await page.goto(`${base}/app/approve/${one.id}`)
  await button(page, '同意').click()
  await page.locator('dialog button[type=submit]').click()
  await page.waitForURL(/approve$/)
  await page.waitForFunction(() => /待审批/.test(document.querySelector('[aria-live=polite].sr').textContent))
  const said = await page.locator('[aria-live=polite].sr').textContent()
  assert.notEqual(said, await page.title(), 'only the name of the page is said')
  await page.context().close()
})

await flow("cells of the office's tables have their headers", async () => {
  const desk = await signedIn('guard', 1440)
  for (const path of ['/app/security/all', '/app/security/messages', '/app/security/entries']) {
    await desk.goto(base + path)
    await settled(desk)
    await desk.locator('.el-table__row').first().waitFor()
    assert.deepEqual(await tableFaults(desk), [], path)
  }
  await desk.context().close()
})

await flow('choices that must be made say so, and errors belong to their field', async () => {
  const page = await signedIn('zhang')
  await page.goto(`${base}/app/applications/new`)
  await field(page, '来访事由').waitFor()
  const groups = await page.locator('fieldset legend').allTextContents()
  for (const one of groups) assert.match(one, /必填|选填/)
  for (const one of await page.locator('main .field input, main .field textarea').all())
    assert.ok(await one.evaluate((e) => (e.labels?.length ?? 0) > 0 || e.ariaLabel), 'a field without a label')
  await page.context().close()
})

await flow('each error of the review leads to its field, and the heading says the step', async () => {
  const page = await signedIn('zhang')
  const nobody = { name: '', mobile: '', document_kind: 'resident-id', document_number: '', sex: '', language: '' }
  const empty = {
    campus: 1,
    purpose: '',
    persons: [{ ...nobody, name: '王小明' }, nobody],
    vehicles: [{ plate: '' }],
    periods: [],
  }
  const { id } = await json(page, '/api/applications', { method: 'POST', data: empty })
  await page.goto(`${base}/app/applications/${id}/edit?step=review`)
  await page.locator('.fault').first().waitFor()
  assert.match(await page.locator('h1').innerText(), /（4\/4）/)
  const faults = await page.locator('.fault').allInnerTexts()
  assert.ok(faults.length > 2, 'an empty application has several')
  for (const text of faults) {
    await page.locator('.fault').filter({ hasText: text }).first().click()
    await page.waitForFunction(() => /（[123]\/4）/.test(document.querySelector('h1').innerText))
    await page
      .waitForFunction(() => document.activeElement.closest('.field, .field-error'), null, { timeout: 5000 })
      .catch(() => {
        throw new Error(`"${text}" leads to no field`)
      })
    const said = await page.evaluate(() => {
      const here = document.activeElement
      return here.matches('.field-error') ? here.innerText : here.closest('.field').innerText
    })
    const message = text.split('：').at(-1)
    // A period is offered at once, which mends its absence.
    assert.ok(said.includes(message) || text.startsWith('时段：'), `"${text}" leads to "${said}"`)
    await page.goBack()
    await page.locator('.fault').first().waitFor()
  }
  await page.context().close()
})

await flow('a visitor fills in the own data, with the help of the browser', async () => {
  const page = await newPage()
  await page.goto(`${base}/app/invited/abcdefghijklmnopqrstuv`)
  assert.equal(await field(page, '姓名').getAttribute('autocomplete'), 'name')
  assert.equal(await page.locator('input[type=tel]').getAttribute('autocomplete'), 'tel-national')
  await page.context().close()
})

await flow('a minute before the session ends there is a warning, and one touch goes on', async () => {
  const page = await newPage()
  await page.clock.install()
  await page.goto(`${base}/app/sign-in`)
  await page.fill('input[name=username]', 'zhang')
  await page.fill('input[name=password]', 'demo-password')
  await page.click('button[type=submit]')
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  await page.locator('h1').first().waitFor()
  await settled(page)
  await page.waitForLoadState('networkidle') // each answer would put the end off
  await page.clock.fastForward('01:57:50')
  assert.equal(await page.locator('dialog').count(), 0)
  await page.clock.fastForward('00:15')
  await page.getByRole('heading', { name: '登录即将过期' }).waitFor()
  await page.locator('dialog').getByText('还剩').waitFor()
  await button(page, '继续使用').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.clock.fastForward('01:58:05')
  await page.getByRole('heading', { name: '登录即将过期' }).waitFor()
  await page.clock.fastForward('02:00')
  await page.getByRole('heading', { name: '登录已过期' }).waitFor()
  await page.context().close()
})

for (const colorScheme of ['light', 'dark'])
  await flow(
    `paper (${colorScheme}): an application and the lists, without navigation, whole, black on white`,
    async () => {
      for (const [account, width, names] of [
        ['zhang', 375, ['detail-approved', 'applications']],
        ['guard', 1440, ['desk', 'all', 'desk-open', 'entries', 'exceptions', 'messages']],
        ['admin', 1440, ['accounts', 'units', 'audit']],
      ]) {
        const page = await signedIn(account, width, { colorScheme })
        for (const name of names) {
          await visit(
            page,
            PAGES.find((one) => one.name === name),
          )
          const columns = await page.locator('.el-table th').count()
          await page.emulateMedia({ media: 'print', colorScheme })
          const paper = await page.evaluate(onPaper)
          assert.deepEqual(paper.faults, [], name)
          const pdf = await page.pdf({ format: 'A4' })
          assert.ok(pdf.length > 5000, name)
          assert.equal(await page.locator('.el-table th').count(), columns, `${name}: other columns on paper`)
          await page.emulateMedia({ media: 'screen', colorScheme })
        }
        await page.context().close()
      }
    },
  )
/* Runs in the page. A4 is 794 px wide; what is wider than its box is cut off. */
function onPaper() {
  const faults = []
  const shown = (one) => one.getClientRects().length > 0
  for (const one of document.querySelectorAll('nav, header.bar, .demo, .actions, .button:not(.more), input'))
    if (shown(one)) faults.push(`shows ${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)}`)
  const paper = getComputedStyle(document.body).backgroundColor
  if (paper !== 'rgb(255, 255, 255)') faults.push(`paper is ${paper}`)
  const main = document.getElementById('main')
  for (const one of main.querySelectorAll('*')) {
    if (!shown(one)) continue
    const { color, backgroundColor } = getComputedStyle(one)
    const dark = color
      .match(/\d+/g)
      .slice(0, 3)
      .every((part) => Number(part) <= 0x44)
    const light = /, 0\)$/.test(backgroundColor) || backgroundColor === 'rgb(255, 255, 255)'
    if (one.childElementCount === 0 && one.textContent.trim() && !dark) faults.push(`${one.className} is ${color}`)
    if (!light) faults.push(`${one.className} has ${backgroundColor}`)
  }
  for (const table of main.querySelectorAll('.el-table')) {
    const edge = table.getBoundingClientRect().right + 1
    const cut = [...table.querySelectorAll('th, td')].filter((cell) => cell.getBoundingClientRect().right > edge)
    if (cut.length > 0) faults.push(`${cut.length} cells are cut off`)
  }
  if (main.innerText.trim().length < 40) faults.push('nothing is printed')
  return { faults: [...new Set(faults)].slice(0, 5) }
}

await close()
