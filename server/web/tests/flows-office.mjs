/* What people do on the pages of their account and of the administration. flows.mjs runs them. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { makeBadge } from './screens/pages.mjs'
import { button, field } from './stage.mjs'

const WHY = {
  zh: {
    row: '已使用',
    why: '为什么是这个结果？',
    used: '单次通行码已用过',
    open: '询问校门会如何判定',
    title: '校门会如何判定？',
    network: '门岗网络',
    ask: '查看结果',
    offline: '单次通行码可能已在其他校门用过',
    assumed: '尚未上传的进出未计入',
    nothing: '各项检查均未发现问题',
  },
  en: {
    row: 'Already used',
    why: 'Why this verdict?',
    used: 'The single-entry pass was used already',
    open: 'Ask what a gate would say',
    title: 'What would the gate say?',
    network: 'Booth’s network',
    ask: 'Show the verdict',
    offline: 'may have been used at another gate',
    assumed: 'has not uploaded are not counted',
    nothing: 'No check found anything against it',
  },
}

const CHECKS = {
  zh: { again: '重新检查', summary: '1 项故障，1 项警告', fault: '故障', mend: '处理办法' },
  en: { again: 'Check again', summary: '1 fault, 1 warning', fault: 'Fault', mend: 'How to mend it' },
}

export async function officeFlows({ base, signedIn, flow }) {
  await flow("a guard's badge is printed without the page behind it", async () => {
    const page = await signedIn('guard', 1440)
    await page.goto(`${base}/app/security/guards`)
    await makeBadge(page)
    await page.evaluate(() => {
      globalThis.print = () => undefined
    })
    await button(page, '打印').click()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('dialog img.badge').isVisible(), true)
    assert.equal(
      await page.getByRole('heading', { name: '门卫', exact: true }).isVisible(),
      false,
      'the list of guards',
    )
    assert.equal(await page.getByText('请立即打印').isVisible(), false, 'what to do with it')
    await page.context().close()
  })

  await flow('an officer corrects, files and finds a filing by mail, on a phone', async () => {
    const page = await signedIn('guard')
    await page.goto(`${base}/app/security/mails`)
    const first = page.locator('li.card').first()
    await first.getByText('其中 1 行有误').waitFor()
    await first.getByRole('link').click()
    await page.getByText('手机号应为 11 位').waitFor()
    await field(page, '手机号码').fill('13800138003')
    await field(page, '来访事由').fill('学术讲座')
    await page.locator('.found button').first().click()
    await field(page, '接待人').fill('陈教授')
    await page.locator('[data-path="gates"] input').first().check()
    await button(page, '受理申报').click()
    await page.waitForURL(/security\?open=/)
    await page.locator('h1').first().waitFor()
    await page.goto(`${base}/app/security/mails`)
    await page.locator('li.card').first().getByRole('button', { name: /^删除/ }).click()
    await button(page.locator('dialog'), '删除').click()
    await page.locator('.toast', { hasText: '邮件已删除' }).waitFor()
    await page.context().close()
  })

  await flow('two officers tick off an evacuation, on phones, and print it', async () => {
    const page = await signedIn('guard')
    await page.goto(`${base}/app/security/inside`)
    await page.getByRole('button', { name: /^紧急疏散/ }).click()
    await button(page.locator('dialog'), '确认开始清点').click()
    await page.waitForURL(/inside\/./)
    const people = page.locator('.person')
    await people.first().waitFor()
    assert.equal(await people.count(), 5, 'the one who has left by a gate is found already')
    const other = await signedIn('admin')
    await other.goto(`${base}/app/security/inside`)
    await other.getByRole('link', { name: '进入清点' }).click()
    const wanted = other.locator('.person', { hasText: '阿不都热依木·买买提' })
    await wanted.getByRole('button', { name: /^安全/ }).click()
    await wanted.waitFor({ state: 'detached' })
    // The first officer's page loads again by itself.
    await people.filter({ hasText: '阿不都热依木' }).waitFor({ state: 'detached' })
    await page.getByLabel('按姓名、车牌、被访单位查找').fill('阿不都')
    await page.getByText('安全 ·').waitFor()
    await page.getByRole('button', { name: /^安全/ }).click()
    await page.getByText('待清点 ·').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.paper').isVisible(), true)
    assert.equal(await people.first().isVisible(), false, 'cards are for screens')
    assert.equal(await page.locator('.paper tbody tr').count(), 6, 'paper has everybody, whatever was searched for')
    await page.emulateMedia({ media: 'screen' })
    await button(page, '结束清点').click()
    await page.locator('dialog').getByText('人尚未找到').waitFor()
    await button(page.locator('dialog'), '结束清点').click()
    await page.getByText('清点已结束').waitFor()
    assert.equal(await page.getByRole('button', { name: /^安全/ }).count(), 0)
    await other.getByText('清点已结束').waitFor()
    await page.context().close()
    await other.context().close()
  })

  const words = {
    zh: {
      kind: ['类型', 'double-use'],
      tells: '相隔 4 分钟',
      take: /^由我处理/,
      taken: '赵安 负责',
      details: /^详情和处理/,
      remark: '说明',
      save: '保存备注',
      reason: '处理结果',
      close: '关闭此事项',
      empty: '没有符合条件的异常',
      state: '状态',
      reopen: '重新打开',
      closed: '关闭：误报',
    },
    en: {
      kind: ['Kind', 'gap'],
      tells: 'missing or out of order',
      take: /^Take it/,
      taken: 'Assigned to 赵安',
      details: /^Details and actions/,
      remark: 'Remark',
      save: 'Save remark',
      reason: 'Outcome',
      close: 'Close exception',
      empty: 'No exception fits these filters',
      state: 'Status',
      reopen: 'Reopen',
      closed: 'Closed: False alarm',
    },
  }
  for (const [language, say] of Object.entries(words))
    await flow(`an exception is taken, remarked, closed and reopened (${language})`, async () => {
      const page = await signedIn('guard', language === 'zh' ? 375 : 1440)
      if (language === 'en') {
        await button(page, 'English').click()
        await button(page, '中文').waitFor()
      }
      await page.goto(`${base}/app/security/exceptions`)
      const cards = page.locator('.cards > li')
      const badge = page.locator('.pages a[href$="/security/exceptions"] .count')
      await badge.waitFor()
      await cards.first().waitFor()
      const open = Number(await badge.innerText())
      assert.equal(await cards.count(), open, 'the list begins with the open ones')
      await page.getByLabel(say.kind[0]).selectOption(say.kind[1])
      await page.waitForFunction(() => document.querySelectorAll('.cards > li').length === 1)
      await cards.getByText(say.tells).waitFor()
      await cards.getByRole('button', { name: say.take }).click()
      await cards.getByText(say.taken).waitFor()
      await cards.getByRole('button', { name: say.details }).click()
      const dialog = page.locator('dialog')
      await dialog.getByLabel(say.remark).fill('13号岗已核实')
      await button(dialog, say.save).click()
      await dialog.locator('.steps').getByText('13号岗已核实').waitFor()
      await dialog.getByLabel(say.reason).selectOption('false-alarm')
      await button(dialog, say.close).click()
      await page.getByText(say.empty).waitFor()
      await page.waitForFunction(
        (n) => Number(document.querySelector('.pages a[href$="/security/exceptions"] .count')?.textContent) === n,
        open - 1,
      )
      await page.getByLabel(say.state).selectOption('closed')
      await cards.getByText(say.closed).waitFor()
      await cards.getByRole('button', { name: say.details }).click()
      await button(dialog, say.reopen).click()
      await dialog.getByLabel(say.reason).waitFor()
      await page.context().close()
    })

  const remarks = {
    zh: { write: '意见反馈', text: '您的意见', file: '图片', remove: '删除图片', send: '提交', mine: '我的反馈' },
    en: {
      write: 'Feedback',
      text: 'Your remark',
      file: 'Picture',
      remove: 'Remove the picture',
      send: 'Send',
      mine: 'My remarks',
    },
  }
  const answers = {
    zh: {
      answer: '您的回复',
      send: '发送回复',
      close: '关闭此意见',
      done: '没有符合条件的意见',
      state: '状态',
      details: /^回复与处理/,
    },
    en: {
      answer: 'Your answer',
      send: 'Send the answer',
      close: 'Close the remark',
      done: 'No remark fits',
      state: 'Status',
      details: /^Answer and more/,
    },
  }
  /* A picture of 2000 by 1000 pixels, as a browser draws it. */
  const drawn = (page) =>
    page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 2000, height: 1000 })
      canvas.getContext('2d').fillRect(0, 0, 900, 900)
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
      return Array.from(new Uint8Array(await blob.arrayBuffer()))
    })
  for (const language of ['zh', 'en'])
    await flow(`a remark is sent with a picture, answered, read and closed (${language})`, async () => {
      const say = remarks[language]
      const page = await signedIn('admin', language === 'zh' ? 375 : 1440)
      if (language === 'en') {
        await button(page, 'English').click()
        await button(page, '中文').waitFor()
      }
      await button(page, say.write).click()
      const dialog = page.locator('dialog')
      await dialog.getByText('/').first().waitFor()
      await dialog.getByLabel(say.text).fill(`按钮点不动 ${language}`)
      const file = dialog.locator('input[type=file]')
      await file.setInputFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') })
      await dialog.locator('.field-error').waitFor()
      const picture = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(await drawn(page)) }
      await file.setInputFiles(picture)
      await button(dialog, say.remove).click()
      assert.equal(await dialog.locator('.preview').count(), 0, 'the picture is removed')
      await file.setInputFiles(picture)
      await dialog.locator('.preview img').waitFor()
      const size = await dialog.locator('.preview img').evaluate((one) => [one.naturalWidth, one.naturalHeight])
      assert.deepEqual(size, [1600, 800], 'drawn anew, and smaller')
      const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/api/feedback'))
      await button(dialog, say.send).click()
      const { picture: base64 } = (await sent).postDataJSON()
      assert.match(base64, /^\/9j\//, 'a JPEG')
      await dialog.waitFor({ state: 'detached' })

      const doing = answers[language]
      await page.goto(`${base}/app/admin/feedback`)
      const card = page.locator('.cards > li', { hasText: `按钮点不动 ${language}` })
      await card.getByRole('button', { name: doing.details }).click()
      await dialog.getByLabel(doing.answer).fill('已修复')
      await button(dialog, doing.send).click()
      await dialog.getByText('已修复').waitFor()
      await button(dialog, doing.close).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByLabel(doing.state).selectOption('closed')
      await card.waitFor()

      await page.goto(`${base}/app/feedback`)
      await page.getByRole('heading', { name: say.mine }).waitFor()
      await page
        .locator('li', { hasText: `按钮点不动 ${language}` })
        .getByText('已修复')
        .waitFor()
      await page.context().close()
    })

  const saving = {
    zh: { verdict: '结果', manage: '管理', save: '保存当前筛选', name: '名称', title: '保存的筛选' },
    en: { verdict: 'Verdict', manage: 'Manage', save: 'Save these filters', name: 'Name', title: 'Saved filters' },
  }
  const doing = {
    zh: { rename: /^改名/, store: '保存', initial: /^打开列表时使用/, remove: /^删除/, close: '关闭' },
    en: { rename: /^Rename/, store: 'Save', initial: /^Open the list with it/, remove: /^Delete/, close: 'Close' },
  }
  for (const language of ['zh', 'en'])
    await flow(`a filter is saved, chosen, renamed, made the first, and deleted (${language})`, async () => {
      const say = { ...saving[language], ...doing[language] }
      const page = await signedIn('admin', 1440)
      if (language === 'en') {
        await button(page, 'English').click()
        await button(page, '中文').waitFor()
      }
      const verdict = page.getByLabel(say.verdict, { exact: true })
      const saved = page.locator('.saved select')
      await page.goto(`${base}/app/security/entries`)
      await verdict.selectOption('amber')
      await button(page, say.manage).click()
      const sheet = page.locator('dialog')
      await sheet.getByLabel(say.name).fill('night gate')
      await button(sheet, say.save).click()
      const row = sheet.locator('li', { hasText: 'night gate' })
      await row.waitFor()
      await button(sheet, say.close).click()
      await page.waitForFunction(() => {
        const select = document.querySelector('.saved select')
        return select.selectedOptions[0].textContent === 'night gate'
      })
      await saved.selectOption({ index: 1 })
      await saved.selectOption('night gate')
      assert.equal(await verdict.inputValue(), 'amber')
      await button(page, say.manage).click()
      await row.getByRole('button', { name: say.rename }).click()
      await sheet.locator('li').getByLabel(say.name).fill('by day')
      await button(sheet.locator('li'), say.store).click()
      const renamed = sheet.locator('li', { hasText: 'by day' })
      await renamed.getByRole('button', { name: say.initial }).click()
      await renamed.locator('.soft').waitFor()
      await page.reload()
      await page.waitForFunction(
        () => document.querySelector('.saved select')?.selectedOptions[0].textContent === 'by day',
      )
      assert.equal(await verdict.inputValue(), 'amber', 'the list begins with it')
      await button(page, say.manage).click()
      await renamed.getByRole('button', { name: say.remove }).click()
      await renamed.waitFor({ state: 'detached' })
      await page.context().close()
    })

  const reports = {
    zh: { period: '时间范围', day: '日期', table: /^查看数据表/, daily: '日报', monthly: '月报', gate: '南门 进' },
    en: {
      period: 'Period',
      day: 'Date',
      table: /^Show table/,
      daily: 'Daily report',
      monthly: 'Monthly report',
      gate: 'South Gate: in',
    },
  }
  for (const [language, say] of Object.entries(reports))
    await flow(`figures are read as pictures and tables, and printed as a report (${language})`, async () => {
      const page = await signedIn('guard', 1440)
      if (language === 'en') {
        await button(page, 'English').click()
        await button(page, '中文').waitFor()
      }
      await page.goto(`${base}/app/security/figures`)
      await page.locator('.chart canvas').nth(5).waitFor()
      await page.getByRole('button', { name: say.table }).first().click()
      await page.locator('.chart th', { hasText: say.gate }).waitFor()
      const hours = page.locator('.chart').first().locator('tbody tr')
      assert.equal(await hours.nth(2).innerText(), '09:00\t40\t3\t7\t3')
      await page.getByLabel(say.period).selectOption('day')
      await page.getByRole('heading', { name: say.daily, level: 1 }).waitFor()
      await page.getByLabel(say.day, { exact: true }).fill('2026-11-02')
      await page
        .getByText(language === 'zh' ? '11月2日 周一' : 'Mon 2 Nov')
        .first()
        .waitFor()
      await page.getByLabel(say.period).selectOption('month')
      await page.getByRole('heading', { name: say.monthly, level: 1 }).waitFor()
      await page.emulateMedia({ media: 'print' })
      assert.equal(await page.locator('.filters').isVisible(), false)
      for (const chart of await page.locator('.chart').all()) {
        const [picture, table] = [chart.locator('canvas'), chart.locator('table')]
        const [above, below] = [await picture.boundingBox(), await table.boundingBox()]
        assert.ok(below.height > 20 && above.y + above.height <= below.y + 1, 'each picture stands above its table')
      }
      const paper = await page.pdf({ format: 'A4' })
      const pages = paper.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
      assert.ok(paper.length > 20_000 && pages >= 2 && pages <= 6, `a report of ${pages} pages, ${paper.length} bytes`)
      if (process.env.REPORT_TO) writeFileSync(`${process.env.REPORT_TO}-${language}.pdf`, paper)
      await page.context().close()
    })

  const watching = {
    zh: { pause: '暂停', goOn: '继续', more: /有 \d+ 条新记录/, lost: '连接已中断' },
    en: { pause: 'Pause', goOn: 'Go on', more: /\d+ new entries/, lost: 'The connection is lost' },
  }
  for (const [language, say] of Object.entries(watching))
    await flow(`the gates are watched live, paused, and lost for a while (${language})`, async () => {
      const page = await signedIn('guard', 1440)
      if (language === 'en') {
        await button(page, 'English').click()
        await button(page, '中文').waitFor()
      }
      await page.goto(`${base}/app/security/live`)
      const lines = page.locator('.entry-line')
      await lines.first().waitFor()
      const before = await lines.count()
      await lines.nth(before).waitFor()
      await button(page, say.pause).click()
      const held = await lines.count()
      await page.getByText(say.more).waitFor()
      assert.equal(await lines.count(), held, 'it stands still')
      await button(page, say.goOn).click()
      await lines.nth(held).waitFor()
      await lines.first().hover()
      await page.getByText(say.more).waitFor()
      await page.mouse.move(0, 0)
      await page.context().setOffline(true)
      await page.getByText(say.lost).waitFor()
      await page.context().setOffline(false)
      await page.getByText(say.lost).waitFor({ state: 'detached' })
      await page.context().close()
    })

  await flow('somebody is booked out with a reason', async () => {
    const page = await signedIn('guard', 1440)
    await page.goto(`${base}/app/security/inside`)
    const rows = page.getByRole('button', { name: /^登记离校/ })
    await rows.first().waitFor()
    const before = await rows.count()
    await rows.last().click()
    const dialog = page.locator('dialog')
    assert.equal(await button(dialog, '登记离校').isDisabled(), true, 'without a reason')
    await dialog.getByLabel('已离校，门岗未登记').check()
    await button(dialog, '登记离校').click()
    await page.getByText('已登记离校').first().waitFor()
    await page.waitForFunction((n) => document.querySelectorAll('button .sr').length < n, before + 1)
    await page.context().close()
  })

  await flow('ending a session asks for the password, and goes on with it', async () => {
    const page = await signedIn('zhang')
    await page.goto(`${base}/app/account`)
    await button(page, '退出其他所有设备').click()
    const dialog = page.getByRole('dialog', { name: '请确认是您本人' })
    await dialog.getByLabel('密码').fill('wrong')
    await page.keyboard.press('Enter')
    await dialog.getByText('账号或密码不正确').waitFor()
    await dialog.getByLabel('密码').fill('demo-password')
    await page.keyboard.press('Enter')
    await page.getByText('已退出').first().waitFor()
    assert.equal(await dialog.count(), 0)
    await page.context().close()
  })

  await flow('the deadline of a day can lie after midnight, and the audit log speaks plainly', async () => {
    const page = await signedIn('admin', 1440)
    await page.goto(`${base}/app/admin/campuses`)
    const late = (route) =>
      route.fetch().then(async (answer) => {
        const { items, next } = await answer.json()
        await route.fulfill({ json: { items: [{ ...items[0], deadline_minute: 2879 }, ...items.slice(1)], next } })
      })
    await page.route('**/days', (route) => (route.request().method() === 'GET' ? late(route) : route.continue()))
    await page.reload()
    await page.locator('.day').first().click()
    const dialog = page.locator('dialog')
    assert.equal(await dialog.locator('input[type=time]').inputValue(), '23:59')
    assert.equal(await dialog.getByLabel('截止时间在次日').isChecked(), true)
    const saved = page.waitForRequest((one) => one.method() === 'PUT')
    await button(dialog, '保存').click()
    assert.equal((await saved).postDataJSON()[0].deadline_minute, 2879, 'it is kept')
    await page.goto(`${base}/app/admin/audit`)
    await page.getByText('查看访客姓名').first().waitFor()
    await page.getByRole('link', { name: '申请' }).first().click()
    await page.waitForURL(/security\/all\?open=/)
    await page.context().close()
  })

  await flow('an administrator adds a campus with a gate, and closes the gate', async () => {
    const page = await signedIn('admin', 1440)
    await page.goto(`${base}/app/admin/campuses`)
    await button(page, '新增校区').click()
    const dialog = page.locator('dialog')
    await field(dialog, '名称').fill('医学院校区')
    await field(dialog, '英文名称').fill('Medical campus')
    await button(dialog, '新增校区').click()
    await page.getByText('还没有校门。').waitFor()
    await button(page, '新增校门').click()
    await field(dialog, '名称').fill('西门')
    await field(dialog, '英文名称').fill('West gate')
    await button(dialog, '保存').click()
    await page.getByRole('button', { name: /^停用 ?西门/ }).click()
    await dialog.getByText('已有的通行码照常有效').waitFor()
    await button(dialog, '停用').click()
    await page.getByRole('button', { name: /^重新启用 ?西门/ }).waitFor()
    await page.context().close()
  })

  for (const [language, words] of Object.entries(CHECKS))
    await flow(
      `an administrator looks whether the server is well, and has it checked again (${language})`,
      async () => {
        const page = await signedIn('admin', 375)
        await page.evaluate((chosen) => localStorage.setItem('gatehouse-language', chosen), language)
        await page.goto(`${base}/app/admin/checks`)
        await page.getByText(words.summary).waitFor()
        const first = page.locator('.checks li').first()
        assert.match(await first.innerText(), new RegExp(`${words.fault}[^]*${words.mend}`), 'faults stand on top')
        const asked = page.waitForRequest((one) => one.url().endsWith('/api/checks'))
        await button(page, words.again).focus()
        await page.keyboard.press('Enter')
        await asked
        await page.getByText(words.summary).waitFor()
        await page.context().close()
      },
    )

  for (const [language, words] of Object.entries(WHY))
    await flow(`an officer sees why, and asks what the gate would say offline (${language})`, async () => {
      const page = await signedIn('guard', 375)
      await page.evaluate((chosen) => localStorage.setItem('gatehouse-language', chosen), language)
      await page.goto(`${base}/app/security/entries`)
      await page.locator('li').filter({ hasText: words.row }).locator('button.who').first().click()
      await page.getByText(words.why).click()
      await page.getByText(words.used).waitFor()
      await button(page, words.open).click()
      const dialog = page.getByRole('dialog', { name: words.title })
      await field(dialog, words.network).selectOption('offline')
      await button(dialog, words.ask).click()
      await dialog.getByText(words.offline).waitFor()
      await dialog.getByText(words.assumed).waitFor()
      await field(dialog, words.network).selectOption('online')
      await button(dialog, words.ask).click()
      await dialog.getByText(words.nothing).waitFor()
      await page.context().close()
    })
}
