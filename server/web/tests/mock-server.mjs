/* A MOCK of gatehouse-server for work on the pages: speaks its JSON interface over demo data in memory, keeps nothing,
 * checks little. Serves dist/ under /app/ with the real server's content security policy.
 *
 *   node tests/mock-server.mjs [port]
 *
 * Accounts: zhang (applicant), li (unit approver), guard (security officer), admin; any password. */
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accounts, campuses, CONTACT, kinds, NOTICE, now, role, units, uuid } from './mock/data.mjs'
import * as apps from './mock/applications.mjs'
import { faultOfAnswer, faultOfRequest } from './mock/description.mjs'
import { guide } from './mock/guide.mjs'
import { mails } from './mock/mail.mjs'
import { WAYS } from './mock/sign-on.mjs'
import { office } from './mock/office.mjs'
import { setup } from './mock/setup.mjs'

const DIST = resolve(fileURLToPath(import.meta.url), '../../dist')
const POLICY =
  "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const sessions = new Map()
const confirmed = new Set() // accounts that gave the password again; the first act always asks
const { Refusal, store } = apps

function sessionOf(account) {
  const { id, name, display_name, email, mobile_masked, unit, language } = account
  const { tell_arrival, share_mobile, exception_digest, tell_results, notify_by, wecom } = account
  const preferences = { tell_arrival, share_mobile, exception_digest, tell_results, notify_by, wecom }
  const shown = { id, name, display_name, email, mobile_masked, unit, language, ...preferences }
  const held = account.roles.some((one) => one.role === 'administrator')
    ? [...account.roles, role('security-administrator'), role('auditor')]
    : account.roles
  const roles = held.map((one) => ({ ...one, on_behalf: null }))
  const times = { now: now(), idle_ms: 7_140_000 }
  return {
    account: shown,
    csrf: 'mock',
    roles,
    must_change_password: false,
    must_set_second_factor: false,
    ...times,
    demo: true,
    sms_abroad: false,
    by_provider: false,
    has_password: true,
  }
}
function accountOf(request) {
  const found = /gatehouse=([\w-]+)/.exec(request.headers.cookie ?? '')
  return sessions.get(found?.[1])
}

function mustConfirm(account) {
  if (!confirmed.delete(account)) throw new Refusal(403, 'confirm-password', '请确认是您本人', '')
  return null
}

const RECOVERY = ['ab3cd', 'ef4gh', 'jk5mn', 'pq6rs', 'tu7vw', 'xy8za', 'bc9de', 'fg2hj', 'km3np', 'qr4st'].map(
  (one, i) => `${one}-${'abcdefghjk'[i]}k7mn`,
)

const TOTP = {
  secret: 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/x',
  qr_svg:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1h3v3H1zM6 1h3v3H6zM1 6h3v3H1z"/></svg>',
}
function signedInAs(account) {
  const id = uuid()
  sessions.set(id, account)
  return { 'Set-Cookie': `gatehouse=${id}; Path=/; HttpOnly; SameSite=Lax` }
}

/* Method and path with :names -> handler({account, params, query, body, ip}) -> body, or [status, body, headers]. */
const PUBLIC = {
  ...WAYS,
  ...guide,
  ...setup({ TOTP, RECOVERY, signedInAs: () => signedInAs(accounts.find((one) => one.name === 'admin')) }),
  'POST /api/session': ({ body }) => {
    const account = accounts.find((one) => one.name === body.name)
    if (!account || body.password === 'wrong')
      throw new Refusal(401, 'bad-credentials', '账号或密码不正确', '请检查后重试。')
    if (body.password === 'totp' && body.totp !== '123456') throw new Refusal(401, 'totp-required', '需要动态验证码')
    return [200, sessionOf(account), signedInAs(account)]
  },
  'GET /api/contact': () => ({ contact: CONTACT }),
  'GET /api/invited/:token': ({ params }) => {
    if (params.token === 'gone')
      throw new Refusal(404, 'not-found', '邀请链接无效或已过期', '请联系邀请您的人，重新发一个链接。')
    const one = apps.store.applications.find((x) => x.state === 'draft')
    return {
      purpose: one.purpose,
      host_name: one.host_name,
      unit: apps.ref(units, 3),
      campus: apps.ref(campuses(), 1),
      periods: one.periods.map(({ from, to }) => ({ from, to })),
      label: '王先生',
      filled: false,
      person: null,
      picture_days: 7,
      retention_days: 180,
      university: '某某大学',
      university_en: 'Example University',
      processors: '某某云计算有限公司（短信）',
      contact: 'privacy@example.edu.cn',
      notice: INVITED_NOTICE,
    }
  },
  'PUT /api/invited/:token': ({ body }) => {
    const missing = ['name', 'mobile', 'document_number'].filter((key) => !body.person[key])
    if (missing.length)
      throw new Refusal(
        422,
        'invalid',
        '还有内容需要填写',
        '',
        missing.map((key) => ({ path: `person.${key}`, code: 'missing', message: '请填写此项' })),
      )
    // The mock's child: born in 2020.
    if (/^.{6}2020/.test(body.person.document_number) && !body.consent?.guardian)
      throw new Refusal(422, 'invalid', '还有内容需要填写', '', [
        { path: 'consent.guardian', code: 'missing', message: '请填写监护人姓名' },
      ])
    return {
      purpose: '',
      host_name: '张晓明',
      unit: apps.ref(units, 3),
      campus: apps.ref(campuses(), 1),
      periods: [],
      label: '',
      filled: true,
      person: { name_masked: '王*', mobile_masked: '138****8000' },
      picture_days: 7,
      retention_days: 180,
      university: '某某大学',
      university_en: 'Example University',
      processors: '某某云计算有限公司（短信）',
      contact: 'privacy@example.edu.cn',
      notice: INVITED_NOTICE,
    }
  },
}
const INVITED_NOTICE = {
  version: '0a1b2c3d4e5f6071',
  text: '1. 处理者：某某大学。\n2. 目的：审批本次入校，在门岗核对身份。\n3. 保存期限：来访结束后 180 天。',
}
const SIGNED_IN = {
  'GET /api/session': ({ account }) => sessionOf(account),
  'DELETE /api/session': ({ request }) => (sessions.delete(/gatehouse=([\w-]+)/.exec(request.headers.cookie)[1]), null),
  'PUT /api/session/password': ({ body }) => {
    if (body.new.length < 10)
      throw new Refusal(422, 'invalid', '密码太短', '至少 10 个字符。', [
        { path: 'new', code: 'too-short', message: '至少 10 个字符' },
      ])
    return null
  },
  'PUT /api/session/preferences': ({ account, body }) => sessionOf(Object.assign(account, body)),
  'POST /api/session/totp': () => TOTP,
  'PUT /api/session/totp': ({ body }) => {
    if (body.code === '000000')
      throw new Refusal(422, 'invalid', '有内容需要更正', '', [
        { path: 'code', code: 'wrong', message: '验证码不正确' },
      ])
    return { recovery_codes: RECOVERY }
  },
  'POST /api/session/recovery-codes': () => ({ recovery_codes: RECOVERY }),
  'GET /api/session/security': ({ account }) => ({
    second_factor: account.name === 'admin',
    required: account.name === 'admin',
    recovery_codes: account.name === 'admin' ? 9 : 0,
    sessions: [
      {
        id: '00112233aabbccdd',
        agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
        address: '10.1.2.3',
        created_at: now() - 600_000,
        seen_at: now(),
        current: true,
      },
      {
        id: '44556677aabbccdd',
        agent: 'Mozilla/5.0 (Linux; Android 16) Chrome/141.0',
        address: '2001:db8::7',
        created_at: now() - 7_200_000,
        seen_at: now() - 3_600_000,
        current: false,
      },
    ],
  }),
  'POST /api/session/confirm': ({ account, body }) => {
    if (body.password === 'wrong') throw new Refusal(401, 'bad-credentials', '账号或密码不正确', '')
    confirmed.add(account)
    return null
  },
  'DELETE /api/session/others': ({ account }) => mustConfirm(account),
  'DELETE /api/session/others/:id': ({ account }) => mustConfirm(account),
  'GET /api/campuses': () => ({ items: campuses(), next: null }),
  'GET /api/units': ({ query }) => ({
    items: units
      .filter(
        (one) =>
          one.active &&
          [one.name, one.name_en, one.pinyin].some((text) =>
            text.toLowerCase().includes((query.get('q') ?? '').toLowerCase()),
          ),
      )
      .map(({ id }) => apps.ref(units, id)),
    next: null,
  }),
  'GET /api/kinds': () => ({ items: kinds, next: null }),
  'GET /api/notice': ({ query }) => NOTICE[query.get('lang') === 'en' ? 'en' : 'zh'],
  ...mails(store, apps, Refusal),
  'GET /api/applications': ({ account, query }) => apps.list(account, query),
  'GET /api/applications/counts': ({ account }) => apps.counts(account),
  'POST /api/applications': ({ account, body }) => [201, apps.view(account, apps.create(account, body))],
  'POST /api/applications/check': ({ body }) => apps.check(body),
  'POST /api/applications/actions': ({ account, body }) => ({
    items: body.items.map(({ id, version }, i) => {
      try {
        if (i === 2) throw new Refusal(409, 'stale-version', '刚刚被别人处理过')
        apps.act(account, apps.find(account, id), { action: body.action, version, remark: body.remark })
        return { id, ok: true, code: null, title: '' }
      } catch (refusal) {
        return { id, ok: false, code: refusal.code, title: refusal.title }
      }
    }),
  }),
  'GET /api/applications/:id': ({ account, params }) => apps.view(account, apps.find(account, params.id)),
  'PUT /api/applications/:id': ({ account, params, body }) => {
    const one = apps.find(account, params.id)
    apps.demand(one, body.version)
    apps.fill(one, body)
    one.version++
    return apps.view(account, one)
  },
  'DELETE /api/applications/:id': ({ params }) => (
    (store.applications = store.applications.filter((one) => one.id !== params.id)),
    null
  ),
  'POST /api/applications/:id/amend': ({ account, params }) => [
    201,
    apps.view(account, apps.amend(account, apps.find(account, params.id))),
  ],
  'POST /api/applications/:id/copy': ({ account, params }) => {
    const { periods, ...one } = structuredClone(apps.find(account, params.id))
    return [201, apps.view(account, apps.create(account, one, true))]
  },
  'POST /api/applications/:id/remind': ({ account, params }) =>
    apps.view(account, apps.remind(account, apps.find(account, params.id))),
  'GET /api/applications/:id/colleagues': ({ account, params }) =>
    apps.colleagues(account, apps.find(account, params.id)),
  'POST /api/applications/:id/actions': ({ account, params, body }) =>
    apps.view(account, apps.act(account, apps.find(account, params.id), body)),
  'POST /api/applications/:id/invitations': ({ params, body }) => {
    const made = {
      id: uuid(),
      label: body.label,
      link: `/i/${uuid().replaceAll('-', '').slice(0, 22)}`,
      expires_at: now() + 3 * 86_400_000,
      filled_at: null,
    }
    store.invitations.push({ application: params.id, made })
    return [201, made]
  },
  'GET /api/applications/:id/invitations': ({ params }) => ({
    items: store.invitations.filter((one) => one.application === params.id).map((one) => one.made),
    next: null,
  }),
  'DELETE /api/invitations/:id': ({ params }) => (
    (store.invitations = store.invitations.filter((one) => one.made.id !== params.id)),
    null
  ),
  'POST /api/import': ({ body }) => apps.importRows(body.text),
  'GET /api/visitors': ({ query }) => ({ items: apps.visitors(query.get('q') ?? ''), next: null }),
  'POST /api/persons/:id/reveal': ({ params }) => {
    const { name, mobile, document_number } = store.applications
      .flatMap((one) => one.persons)
      .find((p) => p.id === params.id)
    return { name, mobile, document_number }
  },
  ...office(store, Refusal),
}

function compile(routes) {
  return Object.entries(routes).map(([key, run]) => {
    const [method, path] = key.split(' ')
    return { key, method, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), run }
  })
}
export const routes = [...compile(PUBLIC).map((one) => ({ ...one, open: true })), ...compile(SIGNED_IN)]

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return text && /application\/json/.test(request.headers['content-type'] ?? '') ? JSON.parse(text) : {}
}
async function answer(request, url) {
  const route = routes.find((one) => one.method === request.method && one.pattern.test(url.pathname))
  if (!route) throw new Refusal(404, 'not-found', '没有这个接口')
  const account = accountOf(request)
  if (!route.open && !account) throw new Refusal(401, 'not-signed-in', '请先登录')
  const body = ['POST', 'PUT'].includes(request.method) ? await bodyOf(request) : {}
  hold(faultOfRequest(request.method, url.pathname, body))
  return route.run({
    account,
    request,
    params: route.pattern.exec(url.pathname).groups ?? {},
    query: url.searchParams,
    body,
  })
}
function page(url, response) {
  const path = normalize(decodeURIComponent(url.pathname)).replace(/^\/app\//, '')
  const file = join(DIST, path)
  const there = path.startsWith('assets/') && existsSync(file)
  response.writeHead(200, {
    'Content-Type': TYPES[there ? extname(file) : '.html'],
    'Cache-Control': there ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(readFileSync(there ? file : join(DIST, 'index.html')))
}

/* Answers and requests that openapi.json does not describe. A test that used the mock fails if there is any. */
export const faults = []
function hold(fault) {
  if (!fault || faults.includes(fault)) return
  faults.push(fault)
  console.error(`not as openapi.json has it: ${fault}`)
}

/* Returns status, type, body and headers of an answer of the JSON interface. */
async function answerOf(request, url) {
  try {
    const given = await answer(request, url)
    const [status, body, headers] = Array.isArray(given) ? given : [given === null ? 204 : 200, given ?? undefined, {}]
    return { status, type: headers?.['Content-Type'] ?? 'application/json', body, headers }
  } catch (refusal) {
    const { status, code, title, detail, errors } =
      refusal instanceof Refusal ? refusal : new Refusal(500, 'internal', 'mock')
    if (status === 500) console.error(refusal)
    const body = { type: 'about:blank', title, status, code, detail, errors }
    return { status, type: 'application/problem+json', body, headers: {} }
  }
}

export function startMock(port) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock')
    if (url.pathname.startsWith('/app/')) return page(url, response)
    if (!url.pathname.startsWith('/api/'))
      return response
        .writeHead(302, { Location: url.pathname.replace(/^\/i\//, '/app/invited/').replace(/^\/$/, '/app/') })
        .end()
    const { status, type, body, headers } = await answerOf(request, url)
    // Checked as the browser reads it: without members that are undefined.
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    hold(
      faultOfAnswer(
        request.method,
        url.pathname,
        status,
        type,
        text && type.includes('json') && typeof body !== 'string' ? JSON.parse(text) : text,
      ),
    )
    response.writeHead(status, { 'Content-Type': type, ...headers })
    response.end(text)
  })
  server.keepAliveTimeout = 0 // a connection that waits is never closed while somebody begins to use it
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 8089)
  await startMock(port)
  console.log(`mock of gatehouse-server on http://127.0.0.1:${port}/app/ (zhang, li, guard, admin; any password)`)
}
