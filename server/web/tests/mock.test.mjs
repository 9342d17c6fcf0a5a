/* Every answer of the mock is as openapi.json describes the server's. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultOfAnswer, faultOfRequest } from './mock/description.mjs'
import { faults, routes, startMock } from './mock-server.mjs'

const PERSON = {
  name: '王小明',
  sex: 'M',
  mobile: '13800138000',
  document_kind: 'passport',
  document_number: 'E12345678',
}
const SUBJECT = { document_kind: 'passport', document_number: 'E12345678' }

const met = new Set()
let server
let base = ''
let cookie = ''

beforeAll(async () => {
  server = await startMock(0)
  base = `http://127.0.0.1:${server.address().port}`
})
afterAll(() => server.close())

async function ask(method, path, body) {
  const route = routes.find((one) => one.method === method && one.pattern.test(path.split('?')[0] ?? ''))
  if (route) met.add(route.key)
  const headers = { 'Content-Type': 'application/json', Cookie: cookie }
  const answer = await fetch(base + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  cookie = answer.headers.get('Set-Cookie')?.split(';')[0] ?? cookie
  const text = await answer.text()
  return text.startsWith('{') ? JSON.parse(text) : text
}
const signIn = (name) => ask('POST', '/api/session', { name, password: 'a good password' })
const firstOf = async (path) => (await ask('GET', path)).items[0]

async function asApplicant() {
  await signIn('zhang')
  await ask('PUT', '/api/session/preferences', { tell_arrival: false })
  for (const path of ['session', 'campuses', 'units?q=js', 'kinds', 'applications', 'applications/counts', 'visitors'])
    await ask('GET', `/api/${path}`)
  const draft = {
    campus: 1,
    gates: [0],
    kind: 'visit',
    purpose: '参观',
    persons: [PERSON],
    periods: [{ from: 1, to: 2 }],
  }
  await ask('POST', '/api/applications/check', draft)
  const { id, version } = await ask('POST', '/api/applications', draft)
  await ask('PUT', `/api/applications/${id}`, { version, ...draft })
  await ask('GET', `/api/applications/${id}`)
  await ask('POST', `/api/applications/${id}/copy`)
  const invitation = await ask('POST', `/api/applications/${id}/invitations`, { label: '王先生' })
  await ask('GET', `/api/applications/${id}/invitations`)
  await ask('DELETE', `/api/invitations/${invitation.id}`)
  await ask('DELETE', `/api/applications/${id}`)
  await ask('POST', '/api/import', { text: '王小明,13800138000,E12345678,京A12345\n坏行,1,1' })
  const other = await firstOf('/api/applications?view=mine&state=unit-review')
  await ask('POST', `/api/applications/${other?.id}/remind`)
  await ask('POST', `/api/applications/${other?.id}/actions`, { action: 'withdraw', version: other?.version })
  const approved = await firstOf('/api/applications?view=mine&state=approved')
  await ask('POST', `/api/applications/${approved?.id}/amend`)
  await ask('POST', '/api/setup', { token: 'a-token' })
  await ask('PUT', '/api/setup', { token: 'a-token', version: 1, plan: { university: '示例大学' } })
  await ask('POST', '/api/setup/totp', { token: 'a-token' })
  await ask('POST', '/api/setup/test', { token: 'a-token', channel: 'sms', to: '13912345678' })
  await ask('POST', '/api/setup/finish', {
    token: 'a-token',
    version: 2,
    password: 'three quiet words',
    code: '000000',
  })
  await ask('GET', '/api/notice')
  await ask('GET', '/api/contact')
  await ask('GET', '/api/guide')
  await ask('GET', '/api/invited/a-token')
  await ask('PUT', '/api/invited/a-token', { person: PERSON, plate: '京A12345' })
  await ask('PUT', '/api/session/password', { old: 'a good password', new: 'a better password' })
  await ask('POST', '/api/session/totp', { password: 'demo-password' })
  await ask('PUT', '/api/session/totp', { code: '123456' })
  await ask('POST', '/api/session/recovery-codes', { password: 'demo-password' })
  await ask('GET', '/api/session/security')
  for (const path of ['/api/session/others/44556677aabbccdd', '/api/session/others']) {
    await ask('POST', '/api/session/confirm', { password: 'demo-password' })
    await ask('DELETE', path)
  }
  await ask('DELETE', '/api/session')
}

async function asApprover() {
  await signIn('li')
  const { items } = await ask('GET', '/api/applications?view=unit')
  const chosen = items.slice(0, 2).map(({ id, version }) => ({ id, version }))
  await ask('POST', '/api/applications/actions', { action: 'unit-pass', items: chosen, remark: '' })
  const one = await ask('GET', `/api/applications/${items[2]?.id}`)
  await ask('POST', `/api/persons/${one.persons[0]?.id}/reveal`)
  const colleague = await firstOf(`/api/applications/${one.id}/colleagues`)
  const hand = { action: 'hand-over', version: one.version, to: colleague?.id, remark: '请代审' }
  await ask('POST', `/api/applications/${one.id}/actions`, hand)
  const deputy = await firstOf('/api/delegations/deputies')
  const made = await ask('POST', '/api/delegations', { deputy: deputy?.id, from: 1, to: 2 })
  await ask('GET', '/api/delegations')
  await ask('DELETE', `/api/delegations/${made.id}`)
}

async function asOfficer() {
  await signIn('guard')
  const { items } = await ask('GET', '/api/applications?view=all&state=approved')
  const one = await ask('GET', `/api/applications/${items[0]?.id}`)
  await ask('POST', `/api/passes/${one.passes[0]?.id}/actions`, { action: 'block', reason: '证件不符' })
  await ask('POST', `/api/messages/${(await firstOf('/api/messages'))?.id}/resend`)
  const entry = await firstOf('/api/entries')
  await ask('GET', `/api/entries/${entry?.id}/why`)
  await ask('GET', `/api/passes/${entry?.pass}/verdict?gate=0&at=1&network=offline&as=static`)
  await ask('GET', '/api/barred')
  const barred = await ask('POST', '/api/barred', {
    kind: 'plate',
    plate: '京A12345',
    reason: '闯杆',
    label: '',
    until: null,
  })
  await ask('DELETE', `/api/barred/${barred.id}`)
  await ask('GET', '/api/messages/samples')
  await ask('GET', '/api/barred?state=ended')
  for (const apply of [false, true])
    await ask('POST', '/api/barred/import', { text: '车牌号,原因\n京A12345,闯杆\n?,x', apply })
  const { items: inside } = await ask('GET', '/api/presence?campus=1')
  await ask('GET', '/api/roll-calls?campus=1')
  const roll = await ask('POST', '/api/roll-calls', { campus: 1 })
  const { items: rows } = await ask('GET', `/api/roll-calls/${roll.id}`)
  for (const mark of ['safe', 'missing', 'not-here', 'open'])
    await ask('POST', `/api/roll-calls/${roll.id}/ticks`, { subject: rows[0].subject, mark })
  await ask('POST', `/api/roll-calls/${roll.id}/end`)
  await ask('POST', `/api/presence/${inside[0].subject}/end`, { campus: 1, reason: 'left-unseen' })
  await ask('GET', '/api/wall?campus=1')
  await ask('GET', '/api/figures?campus=1')
  await ask('GET', '/api/live')
  for (const path of ['entries', 'entries/aside', 'emergencies', 'devices', 'guards']) await ask('GET', `/api/${path}`)
  await ask('POST', `/api/entries/aside/${(await firstOf('/api/entries/aside'))?.id}/reveal`)
  await ask('POST', `/api/entries/aside/${(await firstOf('/api/entries/aside'))?.id}/settle`)
  await ask('POST', `/api/entries/${(await firstOf('/api/entries'))?.id}/settle`)
  const kept = await ask('POST', '/api/filters', { list: 'entries', name: '夜间', query: { colour: 'red' } })
  await ask('GET', '/api/filters?list=entries')
  await ask('PUT', `/api/filters/${kept.id}`, { name: '白天', initial: true })
  await ask('DELETE', `/api/filters/${kept.id}`)
  for (const state of ['open', 'aside']) await ask('GET', `/api/mail-filings?state=${state}`)
  const mail = (await firstOf('/api/mail-filings'))?.id
  await ask('GET', `/api/mail-filings/${mail}`)
  const completed = { unit: 3, campus: 1, gates: [0], kind: 'visit', purpose: '讲座', host_name: '陈教授' }
  await ask('POST', `/api/mail-filings/${mail}/take`, { ...completed, periods: [{ from: 4e12, to: 4e12 + 1 }] })
  await ask('DELETE', `/api/mail-filings/${(await firstOf('/api/mail-filings?state=aside'))?.id}`)
  for (const path of ['exceptions', 'exceptions/count']) await ask('GET', `/api/${path}`)
  const exception = (await firstOf('/api/exceptions?state=open'))?.id
  for (const wish of [
    { action: 'assign', assignee: 3 },
    { action: 'remark', remark: '已核实' },
    { action: 'close', reason: 'checked' },
    { action: 'reopen' },
  ])
    await ask('POST', `/api/exceptions/${exception}/actions`, wish)
  await ask('GET', `/api/exceptions/${exception}`)
  await ask('POST', '/api/feedback', { page: '/security', text: '列表看不清' })
  for (const path of ['feedback', 'feedback/own', 'feedback/count']) await ask('GET', `/api/${path}`)
  const remark = (await firstOf('/api/feedback?state=open'))?.id
  for (const wish of [{ action: 'answer', text: '已修复' }, { action: 'close' }, { action: 'reopen' }])
    await ask('POST', `/api/feedback/${remark}/actions`, wish)
  await ask('GET', `/api/feedback/${remark}`)
  const emergency = await firstOf('/api/emergencies')
  await ask('POST', `/api/emergencies/${emergency?.id}/actions`, { action: 'object', remark: '未同意' })
  const guard = { name: '孙师傅', rights: ['admit'], active: true, campus: 0, pin: '24681357', badge: true }
  await ask('POST', '/api/guards', guard)
  await ask('PUT', '/api/guards/1', guard)
}

async function asAdministrator() {
  await signIn('admin')
  const device = { name: '东门 1 号岗', campus: 1, gate: 1 }
  const { id } = (await firstOf('/api/devices')) ?? {}
  await ask('POST', '/api/devices/codes', device)
  await ask('PUT', `/api/devices/${id}`, device)
  await ask('POST', `/api/devices/${id}/snapshot`)
  await ask('POST', `/api/devices/${id}/entries`, {})
  await ask('POST', `/api/devices/${id}/journal-settled`)
  await ask('POST', `/api/devices/${id}/rotate-key`)
  await ask('POST', `/api/devices/${id}/revoke`)
  const lists = [
    'accounts',
    'admin/units',
    'admin/campuses',
    'admin/kinds',
    'admin/gates',
    'admin/campuses/1/days',
    'settings',
    'audit',
  ]
  for (const path of lists) await ask('GET', `/api/${path}`)
  await ask('POST', '/api/admin/campuses/1/days/import', { text: '日期,班或休\n2027-10-01,休', apply: false })
  for (const apply of [false, true]) await ask('POST', '/api/accounts/import', { text: '账号,姓名\nsun2,孙强', apply })
  await ask('POST', '/api/admin/units/import', { text: '单位代码,名称\n020,数学学院', apply: false })
  const account = { name: 'sun', display_name: '孙强', roles: [{ role: 'applicant' }], active: true }
  await ask('POST', '/api/accounts', account)
  await ask('PUT', '/api/accounts/7', account)
  await ask('POST', '/api/accounts/7/reset')
  await ask('POST', '/api/accounts/2/unlock')
  const unit = { name: '数学学院', name_en: '', pinyin: 'sxxy', parent: null, quota_day: null, active: true }
  await ask('POST', '/api/admin/units', unit)
  await ask('PUT', '/api/admin/units/3', unit)
  const kind = {
    name: '校友返校',
    name_en: 'Alumni',
    uses: 'single',
    max_period_days: 1,
    max_ahead_days: 60,
    max_periods: 1,
    max_persons: 20,
    max_vehicles: 5,
    needs_vehicle: false,
    asks: '',
    asks_en: '',
    roles: ['applicant'],
  }
  await ask('POST', '/api/admin/kinds', { ...kind, code: 'alumni' })
  await ask('PUT', '/api/admin/kinds/4', { active: false })
  for (const path of ['', '/runs', '/runs/8', '/vacancies']) await ask('GET', `/api/admin/directory${path}`)
  await ask('PUT', '/api/admin/directory', { daily: false, secret: 'x' })
  await ask('POST', '/api/admin/directory/runs', { purpose: 'test' })
  await ask('POST', '/api/admin/directory/runs/8/actions', { action: 'apply-held' })
  await ask('POST', '/api/admin/campuses', { name: '西校区', name_en: '', zone: 'Asia/Shanghai' })
  await ask('POST', '/api/admin/gates', {
    name: '西门',
    name_en: '',
    campus: 1,
    vehicles: false,
    directions: '',
    directions_en: '',
  })
  await ask('PUT', '/api/admin/campuses/1', { name: '主校区', name_en: 'Main campus', deadline_minute: 960 })
  await ask('PUT', '/api/admin/campuses/1/days', [
    { day: 20_800, working: true, open: false, deadline_minute: null, note: '' },
  ])
  await ask('PUT', '/api/admin/gates/0', {
    name: '南门',
    name_en: 'South gate',
    directions: '地铁 4 号线东门站 A 口',
    directions_en: '',
    vehicles: true,
  })
  await ask('POST', '/api/settings/preview', { 'gate.live_code': true })
  await ask('PUT', '/api/settings', { 'session.idle_minutes': 20 })
  await ask('GET', '/api/page-texts')
  await ask('PUT', '/api/page-texts/times/zh', { text: '**8:00**', version: 1 })
  await ask('GET', '/api/page-texts/times/zh')
  const text = '/api/message-texts/pass-issued/sms/zh'
  await ask('GET', '/api/message-texts')
  await ask('PUT', text, { text: '{name}：{link}', version: 2 })
  await ask('GET', text)
  await ask('POST', `${text}/preview`, { text: '{name}：{link}' })
  await ask('POST', `${text}/test`, { text: '{name}：{link}', to: '13800138000' })
  const key = await ask('POST', '/api/portal-keys', { name: '门户', algorithm: 'EdDSA' })
  await ask('GET', '/api/portal-keys')
  await ask('DELETE', `/api/portal-keys/${key.id}`)
  await ask('GET', '/api/portal/todo')
  await ask('GET', '/api/wecom')
  await ask('PUT', '/api/wecom', { corp_id: 'ww0123456789abcdef', agent_id: 1000002 })
  await ask('PUT', '/api/wecom', { robots: [{ campus: 1, key: null }] })
  for (const kind of ['access', 'group']) await ask('POST', '/api/wecom/test', { kind })
  await ask('POST', '/api/wecom/test', { kind: 'group', campus: 2 })
  await ask('GET', '/api/checks')
  await ask('GET', '/api/sign-in-ways')
  const wish = { kind: 'oidc', name: 'second', label: '另一种', settings: { issuer: 'https://b.example.edu.cn' } }
  const made = await ask('POST', '/api/admin/providers', wish)
  await ask('GET', '/api/admin/providers')
  await ask('PUT', `/api/admin/providers/${made.id}`, { enabled: false })
  await ask('PUT', `/api/admin/providers/${made.id}/rules`, {
    rules: [{ attribute: 'dept', value: 'CS', home_unit: 1, role: '', unit: null, campus: null }],
  })
  await ask('POST', `/api/admin/providers/${made.id}/try`, { attributes: [{ name: 'dept', value: 'CS' }] })
  await ask('DELETE', `/api/admin/providers/${made.id}`)
  await ask('GET', '/api/privacy')
  for (const what of ['find', 'export', 'erase']) await ask('POST', `/api/subjects/${what}`, SUBJECT)
  await ask('DELETE', '/api/session/everywhere')
}

test('every answer is as described', async () => {
  await asApplicant()
  await asApprover()
  await asOfficer()
  await asAdministrator()
  expect(routes.map((one) => one.key).filter((key) => !met.has(key))).toEqual([])
  expect(faults).toEqual([])
})

test('a refusal is as described', async () => {
  await signIn('nobody')
  await ask('GET', '/api/nothing')
  expect(faults).toEqual([])
})

test('a wrong answer is noticed', () => {
  const good = { password: 'xk7-tulip-92-moor' }
  const told = (status, type, body) => faultOfAnswer('POST', '/api/accounts/7/reset', status, type, body)
  expect(told(200, 'application/json', good)).toBeNull()
  for (const wrong of [{}, { password: 7 }, { ...good, more: 1 }, [], undefined])
    expect(told(200, 'application/json', wrong)).not.toBeNull()
  expect(told(201, 'application/json', good)).not.toBeNull()
  expect(told(200, 'text/html', good)).not.toBeNull()
  expect(told(404, 'application/problem+json', { title: 'x' })).not.toBeNull()
  expect(faultOfAnswer('GET', '/api/nothing', 200, 'application/json', good)).not.toBeNull()
})

test('a wrong request is noticed', () => {
  expect(faultOfRequest('POST', '/api/session', { name: 'li', password: 'x' })).toBeNull()
  expect(faultOfRequest('POST', '/api/session', { user: 'li' })).not.toBeNull()
})
