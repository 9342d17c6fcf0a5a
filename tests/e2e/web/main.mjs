/* The whole way in a real browser against the real server, from the first form to the code at the gate.
 *
 *   main.mjs GATEHOUSE_SERVER GATEHOUSE CATALOGUE
 *
 * The hours of two days pass by starting the server again with another clock. */
import assert from 'node:assert/strict'
import { firstStart } from './first.mjs'
import { closedPass, earlyPass, openPass } from './pass.mjs'
import { mobile, person, residentId } from './people.mjs'
import { HOUR, makeWorld, tuesday, wednesday } from './world.mjs'

const world = await makeWorld(...process.argv.slice(2))
const { base, call, findings, look, signedIn } = world
let passed = 0
let failed = 0
async function flow(name, go) {
  const begin = Date.now()
  try {
    const answer = await go()
    passed++
    console.log(`ok ${name} (${Date.now() - begin} ms)`)
    return answer
  } catch (error) {
    failed++
    console.log(`FAILED ${name}: ${error.stack.split('\n').slice(0, 12).join('\n  ')}\n  ${await world.complaints()}`)
    return null
  }
}
const field = (page, label) => page.getByLabel(label, { exact: false }).first()
const button = (page, name) => page.getByRole('button', { name, exact: true }).first()
const confirm = (page) => page.locator('dialog button[type=submit]').click()
const state = async (page, id) => (await call(page, 'GET', `/api/applications/${id}`)).state
async function until(page, id, wanted) {
  for (let i = 0; i < 2400; i++) {
    const now = await state(page, id)
    if (now === wanted) return
    await page.waitForTimeout(100)
  }
  assert.equal(await state(page, id), wanted)
}

const VISIT = {
  unit: 1, campus: 1, gates: [0], kind: 'visit', purpose: '', host_name: '张老师', host_mobile: '13800138000', note: '',
  periods: [{ from: wednesday(9), to: wednesday(17) }], vehicles: [], persons: [],
}
/* Makes an application that the unit has passed, through the interface: other tests try the pages. */
async function atSecurity(page, unit, purpose, persons, more = {}) {
  const draft = await call(page, 'POST', '/api/applications', { ...VISIT, purpose, persons, ...more })
  const sent = await call(page, 'POST', `/api/applications/${draft.id}/actions`, { action: 'submit', version: draft.version, remark: '' })
  await call(unit, 'POST', `/api/applications/${draft.id}/actions`, { action: 'unit-pass', version: sent.version, remark: '' })
  return draft.id
}
async function openDesk(desk, id) {
  await desk.goto(`${base}/app/security?open=${id}`)
  await button(desk, '通过').waitFor()
}
async function correctPurpose(page, to) {
  await page.locator('dialog').getByLabel('来访事由').fill(to)
  await page.locator('dialog').getByText('下一步').click()
  await page.locator('dialog textarea').fill('按规定改写')
  await confirm(page)
}

await world.startAt(tuesday(10))
let zhang = await signedIn('zhang')
const li = await signedIn('li')
const guard = await signedIn('guard', 1440)

/* A car with its driver and a guest on foot, typed on a phone; the list before submitting; submitted. */
async function apply(purpose) {
  await zhang.goto(`${base}/app/applications`)
  await look(zhang, 'mine')
  await zhang.click('a[href="/app/applications/new"]')
  await field(zhang, '来访事由').fill(purpose)
  await zhang.getByLabel('主校区').check()
  await zhang.getByLabel('南门').check()
  assert.equal(await field(zhang, '接待人').inputValue(), '张老师', 'the applicant is the host unless told otherwise')
  await field(zhang, '接待人手机').fill('138 0013 8000')
  await look(zhang, 'apply-basics')
  await button(zhang, '下一步').click()
  await zhang.waitForSelector('input[type=time]')
  await zhang.getByText('请在 11月').or(zhang.getByText('前提交')).first().waitFor()
  await look(zhang, 'apply-periods')
  await button(zhang, '下一步').click()
  await button(zhang, '添加车辆').click()
  await zhang.locator('.plate').fill('京a12345')
  await button(zhang, '填写一人').click()
  const driver = person(1, '赵车主')
  await field(zhang, '姓名').fill(driver.name)
  await field(zhang, '证件号码').fill(driver.document_number)
  await zhang.getByText('1950-01-01 出生').waitFor()
  await field(zhang, '手机号码').fill(driver.mobile)
  await look(zhang, 'apply-entrants')
  await button(zhang, '填好了，收起').click()
  await button(zhang, '填写一人').click()
  const guest = person(2, '钱步行')
  await field(zhang, '姓名').fill(guest.name)
  await field(zhang, '证件号码').fill(guest.document_number)
  await field(zhang, '手机号码').fill(guest.mobile)
  await field(zhang, '如何入校').selectOption({ label: '步行' })
  await button(zhang, '去核对').click()
  await zhang.getByText('138 1000 0001').first().waitFor()
  await zhang.getByText('京A·12345').first().waitFor()
  assert.equal(await button(zhang, '提交申请').isDisabled(), true, 'is not submitted before it is compared')
  await look(zhang, 'apply-review')
  await zhang.getByLabel('我已逐位核对').check()
  await button(zhang, '提交申请').click()
  await zhang.waitForURL(/receipt$/)
  await look(zhang, 'apply-receipt')
  return new URL(zhang.url()).pathname.split('/').at(-2)
}

const group = await flow('a car and a guest on foot are applied for on a phone', async () => {
  const id = await apply('学术讲座')
  const kept = await call(zhang, 'GET', `/api/applications/${id}`)
  assert.equal(kept.state, 'unit-review')
  assert.deepEqual(kept.persons.map((one) => one.vehicle), [0, null])
  assert.equal(kept.vehicles[0].plate, '京A12345')
  return id
})

await flow('the unit corrects the gate and the guest\'s number, and passes', async () => {
  await li.goto(`${base}/app/approve`)
  await li.getByText('学术讲座').first().waitFor()
  await look(li, 'queue')
  await li.getByText('学术讲座').first().click()
  await button(li, '更正并同意').waitFor()
  await look(li, 'review')
  await button(li, '更正并同意').click()
  const sheet = li.locator('dialog')
  await sheet.getByLabel('北门').check()
  await sheet.getByRole('button', { name: /更正 .* 的信息/ }).nth(1).click()
  await sheet.getByLabel('手机号码').fill('13912345678')
  await look(li, 'review-correct', true)
  await sheet.getByText('下一步').click()
  await li.locator('dialog textarea').fill('访客换了手机')
  await confirm(li)
  await until(li, group, 'security-review')
  const kept = await call(zhang, 'GET', `/api/applications/${group}`)
  assert.deepEqual(kept.gates, [0, 1])
  assert.equal(kept.persons[1].mobile_masked, '139****5678')
  assert.equal(kept.persons[1].document_masked, (await call(li, 'GET', `/api/applications/${group}`)).persons[1].document_masked)
  await zhang.goto(`${base}/app/applications/${group}`)
  await zhang.getByText('访客换了手机').first().waitFor()
  await zhang.getByText('139 **** 5678').or(zhang.getByText('139****5678')).first().waitFor()
  await look(zhang, 'detail-corrected')
})

await flow('the unit sends back, the applicant mends it and sends it again', async () => {
  const draft = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '事由', persons: [person(3, '孙来宾')] })
  await call(zhang, 'POST', `/api/applications/${draft.id}/actions`, { action: 'submit', version: draft.version, remark: '' })
  await li.goto(`${base}/app/approve/${draft.id}`)
  await button(li, '退回').click()
  await li.locator('dialog textarea').fill('请写明来做什么')
  await confirm(li)
  await until(li, draft.id, 'sent-back')
  await zhang.goto(`${base}/app/applications/${draft.id}/edit`)
  await zhang.getByText('请写明来做什么').waitFor()
  await field(zhang, '来访事由').fill('维修空调')
  await zhang.getByText('草稿已保存').waitFor()
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=review`)
  await zhang.getByLabel('我已逐位核对').check()
  await button(zhang, '提交申请').click()
  await zhang.waitForURL(/receipt$/)
  assert.equal(await state(zhang, draft.id), 'unit-review')
})

await flow('security passes; every entrant has a message with a link', async () => {
  await guard.goto(`${base}/app/security`)
  await guard.getByText('学术讲座').first().waitFor()
  await look(guard, 'desk')
  await openDesk(guard, group)
  await look(guard, 'desk-open')
  await button(guard, '通过').click()
  await confirm(guard)
  await until(guard, group, 'approved')
  await guard.goto(`${base}/app/security/messages`)
  await guard.getByText('/p/').first().waitFor()
  await look(guard, 'outbox')
  const { items } = await call(guard, 'GET', '/api/messages')
  const told = items.filter((one) => /\/p\//.test(one.body)).map((one) => one.recipient_masked).sort()
  assert.deepEqual(told, ['138****0001', '139****5678'], 'a car is read off its plate, its riders have codes of their own')
})

await flow('security changes and passes', async () => {
  const id = await atSecurity(zhang, li, '送货', [person(10, '周送货')])
  await openDesk(guard, id)
  await button(guard, '修改后直接通过').click()
  await correctPurpose(guard, '送教学设备')
  await until(guard, id, 'approved')
  await zhang.goto(`${base}/app/applications/${id}`)
  await zhang.getByText('送教学设备').first().waitFor()
  await look(zhang, 'detail-changed')
})

await flow('security changes and returns; the applicant contests, then confirms', async () => {
  const id = await atSecurity(zhang, li, '参观', [person(11, '吴参观')])
  await openDesk(guard, id)
  await button(guard, '修改后返申请人确认').click()
  await correctPurpose(guard, '参观校史馆')
  await until(guard, id, 'confirming')
  await zhang.goto(`${base}/app/applications/${id}`)
  await zhang.getByText('参观校史馆').first().waitFor()
  await look(zhang, 'detail-confirming')
  await button(zhang, '不同意修改').click()
  await zhang.locator('dialog textarea').fill('是参观实验室')
  await confirm(zhang)
  await until(zhang, id, 'security-review')
  assert.equal((await call(guard, 'GET', `/api/applications/${id}`)).purpose, '参观', 'contested: as it was')
  await openDesk(guard, id)
  await guard.getByText('是参观实验室').first().waitFor()
  await button(guard, '修改后返申请人确认').click()
  await correctPurpose(guard, '参观实验室')
  await until(guard, id, 'confirming')
  await zhang.goto(`${base}/app/applications/${id}`)
  await button(zhang, '同意修改').click()
  await confirm(zhang)
  await until(zhang, id, 'security-review')
  await openDesk(guard, id)
  await button(guard, '通过').click()
  await confirm(guard)
  await until(guard, id, 'approved')
  assert.equal((await call(guard, 'GET', `/api/applications/${id}`)).purpose, '参观实验室')
})

await flow('security vetoes; the applicant acknowledges', async () => {
  const id = await atSecurity(zhang, li, '推销', [person(12, '郑推销')])
  await openDesk(guard, id)
  await button(guard, '否决').click()
  assert.equal(await guard.locator('dialog button[type=submit]').isDisabled(), true, 'a veto says why')
  await guard.locator('dialog textarea').fill('校内禁止推销')
  await confirm(guard)
  await until(guard, id, 'acknowledging')
  await zhang.goto(`${base}/app/applications/${id}`)
  await zhang.getByText('校内禁止推销').first().waitFor()
  await look(zhang, 'detail-vetoed')
  await button(zhang, '我已知悉').click()
  await confirm(zhang)
  await until(zhang, id, 'vetoed')
})

await flow('one person of a group is refused, the others get their passes', async () => {
  const id = await atSecurity(zhang, li, '座谈', [person(20, '冯一'), person(21, '陈二'), person(22, '褚三')])
  await openDesk(guard, id)
  await guard.getByRole('button', { name: /^拒绝/ }).nth(1).click()
  await guard.locator('dialog input').fill('证件已挂失')
  await confirm(guard)
  await button(guard, '通过').click()
  await guard.getByText('其中 1 项被拒绝').waitFor()
  await look(guard, 'desk-refuse', true)
  await confirm(guard)
  await until(guard, id, 'approved')
  const kept = await call(zhang, 'GET', `/api/applications/${id}`)
  assert.equal(kept.passes.length, 2)
  assert.deepEqual(kept.persons.map((one) => one.refused), [false, true, false])
  await zhang.goto(`${base}/app/applications/${id}`)
  await zhang.getByText('未通过：证件已挂失').waitFor()
  await look(zhang, 'detail-refused')
})

await flow('two hundred visitors are pasted from a spreadsheet', async () => {
  const draft = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '名单', persons: [] })
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=entrants`)
  await button(zhang, '粘贴名单').click()
  // The server accepts the page's example line.
  await zhang.locator('dialog textarea').fill(await zhang.locator('dialog code').innerText())
  await button(zhang, '检查名单').click()
  await zhang.getByText('1 行可以添加').waitFor()
  const lines = Array.from({ length: 200 }, (_, i) => `访客${'甲乙丙丁'[i % 4]}\t${mobile(500 + i)}\t${residentId(500 + i)}`)
  await zhang.locator('dialog textarea').fill(['姓名\t手机\t证件号码', ...lines, '少数字\t1380000\t123'].join('\n'))
  await button(zhang, '检查名单').click()
  await zhang.getByText('1 行有问题，不会添加').waitFor()
  await look(zhang, 'import', true)
  await button(zhang, '添加这 200 人').click()
  await zhang.getByText('访客（200）').waitFor()
  await zhang.getByText('草稿已保存').waitFor()
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=review`)
  await zhang.getByLabel('我已逐位核对').check()
  await button(zhang, '提交申请').click()
  await zhang.waitForURL(/receipt$/)
  assert.equal((await call(zhang, 'GET', `/api/applications/${draft.id}`)).persons.length, 200)
})

await flow('a visitor fills in a link that the host has sent', async () => {
  const draft = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '校友返校', persons: [] })
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=entrants`)
  await button(zhang, '请访客自填').click()
  await field(zhang, '访客称呼').fill('沈校友')
  await button(zhang, '生成链接').click()
  const shown = zhang.locator('dialog').getByText('/i/')
  await shown.waitFor()
  await look(zhang, 'invite', true)
  const visitor = await world.newPage({ viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true })
  await visitor.goto((await shown.textContent()).trim())
  await visitor.getByRole('heading', { name: '填写访客信息' }).waitFor()
  const guest = person(40, '沈校友')
  await field(visitor, '姓名').fill(guest.name)
  await field(visitor, '证件号码').fill(guest.document_number)
  await field(visitor, '手机号码').fill('1380')
  await button(visitor, '确认并提交').click()
  await visitor.getByText('手机号应为 11 位数字').first().waitFor()
  await look(visitor, 'invited-wrong')
  await field(visitor, '手机号码').fill(guest.mobile)
  await look(visitor, 'invited')
  await button(visitor, '确认并提交').click()
  await visitor.getByText('已收到，谢谢').waitFor()
  await look(visitor, 'invited-done')
  await visitor.context().close()
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=entrants`)
  await zhang.getByText('访客（1）').waitFor()
  await zhang.getByText('沈校友').first().waitFor()
})

await flow('an earlier visitor is taken from the address book', async () => {
  const draft = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '再来', persons: [] })
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=entrants`)
  await button(zhang, '历史访客').click()
  await field(zhang, '按姓名查找').fill('钱步行')
  await zhang.getByLabel('钱步行').check()
  await look(zhang, 'book', true)
  await button(zhang, '添加 1 人').click()
  await zhang.getByText('访客（1）').waitFor()
})

await flow('the office bars a person, who then can not be applied for, and lifts it', async () => {
  const barred = person(50, '施禁入')
  await guard.goto(`${base}/app/security/barred`)
  await button(guard, '加入名单').click()
  await field(guard, '证件号码').fill(barred.document_number)
  await field(guard, '称呼').fill('施某')
  await field(guard, '原因').fill('多次违规停车')
  await look(guard, 'bar', true)
  await guard.locator('dialog button[type=submit]').click()
  await guard.getByText('多次违规停车').waitFor()
  await look(guard, 'barred')
  const draft = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '停车', persons: [barred] })
  await zhang.goto(`${base}/app/applications/${draft.id}/edit?step=review`)
  await zhang.getByText('请联系保卫处').first().waitFor()
  await look(zhang, 'refused-barred')
  assert.equal(await button(zhang, '提交申请').isDisabled(), true)
  assert.equal(await state(zhang, draft.id), 'draft')
  await guard.getByRole('button', { name: /^解除/ }).click()
  await guard.locator('dialog').getByRole('button', { name: '解除' }).click()
  await guard.getByText('名单为空').waitFor()
})

await flow('an approver names a deputy', async () => {
  await li.goto(`${base}/app/approve/delegation`)
  await field(li, '代理人').selectOption({ index: 1 })
  await button(li, '设置').click()
  await li.getByText('→').waitFor()
  await look(li, 'delegation')
  await button(li, '结束代理').click()
  await li.getByText('没有设置代理').waitFor()
})

await flow('the office blocks a pass and lifts that again', async () => {
  await guard.goto(`${base}/app/security/all?open=${group}`)
  await guard.locator('table').getByText('学术讲座').first().waitFor()
  await guard.getByRole('button', { name: /^暂停/ }).first().click()
  await field(guard, '原因').fill('核实身份')
  await look(guard, 'pass-block', true)
  await guard.locator('dialog button[type=submit]').click()
  await guard.getByRole('button', { name: /^恢复/ }).first().click()
  await field(guard, '原因').fill('已核实')
  await guard.locator('dialog button[type=submit]').click()
  await guard.getByRole('button', { name: /^恢复/ }).first().waitFor({ state: 'detached' })
})

const links = await flow('a pass before its time shows its code and from when it counts', async () => {
  const { passes } = await call(zhang, 'GET', `/api/applications/${group}`)
  const found = Object.fromEntries(passes.map((one) => [one.kind, base + one.link]))
  assert.deepEqual(Object.keys(found).sort(), ['pedestrian', 'rider', 'vehicle'])
  await earlyPass(world, found.pedestrian)
  return found
})

/* Starts the server again at a later hour, when an idle session of the morning has expired. */
async function passTime(clock) {
  await world.startAt(clock)
  await zhang.context().close()
  zhang = await signedIn('zhang')
}

/* The deadline passes between opening the page at 15:58 and sending at 16:00. */
const late = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '赶时间', persons: [person(30, '卫准时')] })
const later = await call(zhang, 'POST', '/api/applications', { ...VISIT, purpose: '晚一步', persons: [person(31, '蒋迟到')] })
await passTime(tuesday(15, 58))
await flow('two minutes before 16:00 an application for the next day is taken', async () => {
  await zhang.goto(`${base}/app/applications/${late.id}/edit?step=review`)
  await zhang.getByText('还剩 1 分钟').or(zhang.getByText('还剩 2 分钟')).first().waitFor()
  await look(zhang, 'deadline-near')
  await zhang.getByLabel('我已逐位核对').check()
  await button(zhang, '提交申请').click()
  await zhang.waitForURL(/receipt$/)
  assert.equal(await state(zhang, late.id), 'unit-review')
})
await zhang.goto(`${base}/app/applications/${later.id}/edit?step=review`)
await zhang.getByLabel('我已逐位核对').check()
// The server goes away for a moment, once the page has loaded everything.
await zhang.locator('button:enabled', { hasText: '提交申请' }).waitFor()
await zhang.waitForLoadState('networkidle')
await world.startAt(tuesday(16))
await flow('at 16:00 it is refused in plain words, and stays a draft', async () => {
  await button(zhang, '提交申请').click()
  await zhang.getByText('已过所选日期的提交时间').waitFor()
  await look(zhang, 'deadline-over')
  assert.equal(await state(zhang, later.id), 'draft')
  await button(zhang, '改选日期').click()
  await zhang.waitForURL(/step=periods/)
  await zhang.reload()
  await zhang.waitForSelector('select option', { state: 'attached' })
  const days = await zhang.locator('select option').evaluateAll((all) => all.map((one) => [one.textContent, one.disabled]))
  assert.ok(days.some(([text, disabled]) => /已截止/.test(text) && disabled), `the next day is closed: ${JSON.stringify(days.slice(0, 4))}`)
})

await passTime(wednesday(10))
await flow('on the day each pass shows a code that others can read and the command line verifies', async () => {
  for (const [kind, link] of Object.entries(links)) {
    const { printed, live } = await openPass(world, link, kind)
    assert.equal(printed.claims.kind, kind)
    assert.equal(live.claims.kind, kind)
    assert.notEqual(live.text, printed.text, 'with script the code is a fresh one')
    assert.equal(live.claims.pass ?? live.claims.id, printed.claims.pass ?? printed.claims.id)
  }
})
await flow('cancelled: the page says so at once', async () => {
  await zhang.goto(`${base}/app/applications/${group}`)
  await button(zhang, '取消来访').click()
  await zhang.locator('dialog textarea').fill('活动改期')
  await confirm(zhang)
  await until(zhang, group, 'cancelled')
  await closedPass(world, links.vehicle, '已作废', 'revoked')
})
await passTime(wednesday(18) + HOUR)
await flow('over: the page says so', async () => {
  const { items } = await call(zhang, 'GET', '/api/applications?view=mine&q=送教学设备')
  const { passes } = await call(zhang, 'GET', `/api/applications/${items[0].id}`)
  await closedPass(world, base + passes[0].link, '通行码已过期', 'expired')
})

await flow('the first day: password, second factor, recovery code', () => firstStart(world, process.argv[2]))

await flow('the server ends cleanly, with nothing personal in its log', () => world.close())
for (const one of [...new Set(findings)]) console.log(`FINDING ${one}`)
console.log(`${passed} passed, ${failed} failed, ${findings.length} findings on ${world.looked()} screens`)
process.exit(failed + findings.length > 0 ? 1 : 0)
