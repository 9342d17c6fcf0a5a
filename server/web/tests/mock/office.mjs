/* The mock's answers for the security office and the administrators. */
import { gates } from './gates.mjs'
import { accounts, campuses, maskDocument, now, units, uuid } from './data.mjs'

export function office(store, Refusal) {
  const barred = [
    {
      id: uuid(),
      kind: 'person',
      label: '刘*',
      document_masked: '**************0021',
      plate: null,
      reason: '盗窃，校内处理',
      until: now() + 200 * 86_400_000,
      created_at: now() - 90 * 86_400_000,
      campus: 1,
      may_change: true,
    },
    {
      id: uuid(),
      kind: 'plate',
      label: '京B66666',
      document_masked: null,
      plate: null,
      reason: '多次闯杆',
      until: null,
      created_at: now() - 9 * 86_400_000,
      campus: 0,
      may_change: false,
    },
  ]
  const delegations = []
  const settings = {
    'session.idle_minutes': 30,
    'retention.days': 180,
    'duties.separate': false,
    'remind.before_minutes': 120,
    'decide.until_minute': 1080,
    'pass.live_code': true,
    'university.name': '某某大学',
    'university.name_en': 'Example University',
  }
  const messages = ['delivered', 'sent', 'failed', 'waiting'].map((state, i) => ({
    id: uuid(),
    channel: 'sms',
    purpose: 'pass-issued',
    recipient_masked: '138****567' + i,
    body: '赵敏，您12月1日08:00-18:00到某某大学的入校申请已通过，接待人张晓明。请从南门入校，出示通行码 http://127.0.0.1/p/… 和身份证，勿转发。',
    state,
    tries: i + 1,
    maybe_twice: i === 1,
    error: state === 'failed' ? '号码停机' : '',
    created_at: now() - i * 600_000,
    settled_at: null,
    application: store.applications.find((one) => one.state === 'approved')?.number ?? null,
  }))
  const audit = Array.from({ length: 12 }, (_, i) => ({
    id: uuid(),
    at: now() - i * 500_000,
    who: i % 3 ? '赵安' : null,
    action: ['names-viewed', 'sign-in-failed', 'pass-revoked', 'setting-changed', 'list-viewed'][i % 5],
    subject: [
      `application:${store.applications[0]?.id}`,
      'account:7',
      `pass:${uuid()}`,
      'setting:sms.abroad',
      'list:entries',
    ][i % 5],
    detail: i % 4 === 0 ? '26112400001: 3' : '',
  }))
  const dayRecords = () =>
    campuses()[0].days.map(({ day, working, open }) => ({
      day,
      working,
      open,
      deadline_minute: null,
      note: open ? '' : '校园封闭',
    }))
  const saved = (list, params, body) =>
    Object.assign(
      list.find((one) => one.id === Number(params.id)),
      body,
    )

  const held = (one, { document_kind, document_number }) => ({
    name: one.persons[0].name,
    mobile: one.persons[0].mobile,
    document_number,
    document_kind,
    sex: one.persons[0].sex,
    language: one.persons[0].language,
    refusal: '',
    number: one.number,
    state: one.state,
    purpose: one.purpose,
    host_name: one.host_name,
    plate: '',
    created_at: one.created_at,
    periods: one.periods.map(({ from, to }) => ({ from, to })),
    passes: [],
    entries: [],
    invitations: [],
    messages: [],
  })
  const locked = new Set([accounts[1].id])
  const accountRecord = ({ id, name, display_name, email, mobile_masked, unit, roles, active }) => ({
    id,
    name,
    display_name,
    email,
    mobile_masked,
    unit,
    roles: roles.map((one) => ({ unit: null, campus: null, ...one })),
    active,
    must_change_password: false,
    second_factor: false,
    locked_s: locked.has(id) ? 120 : 0,
  })

  return {
    'GET /api/delegations': () => ({ items: delegations, next: null }),
    'GET /api/delegations/deputies': () => ({
      items: accounts
        .filter((one) => one.roles.some((r) => r.role === 'unit-approver'))
        .map(({ id, display_name }) => ({ id, display_name })),
      next: null,
    }),
    'POST /api/delegations': ({ account, body }) => {
      const deputy = accounts.find((one) => one.id === body.deputy)
      const made = {
        id: uuid(),
        account: { id: account.id, display_name: account.display_name },
        deputy: { id: deputy.id, display_name: deputy.display_name },
        from: body.from,
        to: body.to,
      }
      delegations.push(made)
      return [201, made]
    },
    'DELETE /api/delegations/:id': ({ params }) => (
      delegations.splice(
        delegations.findIndex((one) => one.id === params.id),
        1,
      ),
      null
    ),
    'POST /api/passes/:id/actions': ({ params, body }) => {
      const pass = store.applications.flatMap((one) => one.passes).find((one) => one.id === params.id)
      return Object.assign(pass, {
        state: { block: 'blocked', unblock: 'active', revoke: 'revoked', reissue: 'active' }[body.action],
        reason: body.reason,
      })
    },
    'POST /api/messages/:id/resend': ({ params }) => {
      const of = (list) => list.find((one) => one?.id === params.id)
      const sent = of(store.applications.flatMap((one) => one.passes.map((p) => p.message)))
      const message = of(messages) ?? { ...messages[0], id: params.id }
      for (const one of [sent, message]) if (one) Object.assign(one, { state: 'waiting', error: '' })
      return message
    },
    'GET /api/barred': ({ query }) => ({
      items: barred.filter((one) => JSON.stringify(one).includes(query.get('q') ?? '')),
      next: null,
    }),
    'POST /api/barred': ({ body }) => {
      const made = {
        id: uuid(),
        kind: body.kind,
        label: body.label,
        reason: body.reason,
        until: body.until,
        plate: body.plate || null,
        document_masked: body.document_number ? maskDocument(body.document_number) : null,
        created_at: now(),
        campus: body.campus ?? 1,
        may_change: true,
      }
      barred.unshift(made)
      return [201, made]
    },
    'DELETE /api/barred/:id': ({ params }) => (
      barred.splice(
        barred.findIndex((one) => one.id === params.id),
        1,
      ),
      null
    ),
    'GET /api/messages': ({ query }) => ({
      items: messages.filter((one) => !query.get('state') || one.state === query.get('state')),
      next: null,
    }),
    'GET /api/accounts': ({ query }) => ({
      items: accounts.filter((one) => (one.name + one.display_name).includes(query.get('q') ?? '')).map(accountRecord),
      next: null,
    }),
    'POST /api/accounts': ({ body }) => {
      if (accounts.some((one) => one.name === body.name))
        throw new Refusal(409, 'conflict', '已有这个账号', '请换一个账号名。')
      accounts.push({ email: null, unit: null, ...body, id: accounts.length + 20, language: 'zh', mobile_masked: null })
      return [201, accountRecord(accounts.at(-1))]
    },
    'PUT /api/accounts/:id': ({ params, body }) => accountRecord(saved(accounts, params, body)),
    'POST /api/accounts/:id/unlock': ({ params }) => (locked.delete(Number(params.id)), null),
    'POST /api/accounts/:id/reset': () => ({ password: 'xk7-tulip-92-moor' }),
    'GET /api/admin/units': ({ query }) => ({
      items: units.filter((one) => (one.name + one.pinyin).includes(query.get('q') ?? '')),
      next: null,
    }),
    'POST /api/admin/units': ({ body }) => [201, (units.push({ ...body, id: units.length + 20 }), units.at(-1))],
    'PUT /api/admin/units/:id': ({ params, body }) => saved(units, params, body),
    'PUT /api/admin/campuses/:id': ({ params, body }) => ({
      id: Number(params.id),
      code: 'main',
      zone: 'Asia/Shanghai',
      zone_minutes: 480,
      active: true,
      ...body,
    }),
    'GET /api/admin/campuses/:id/days': () => ({ items: dayRecords(), next: null }),
    'PUT /api/admin/campuses/:id/days': ({ body }) => ({ items: body, next: null }),
    'PUT /api/admin/gates/:bit': ({ params, body }) => ({
      bit: Number(params.bit),
      campus: 1,
      active: true,
      ...body,
    }),
    ...gates(),
    'GET /api/settings': () => settings,
    'PUT /api/settings': ({ body }) => Object.assign(settings, body),
    'GET /api/audit': () => ({ items: audit, next: null }),
    'GET /api/privacy': () => ({
      items: [
        [
          'visitors',
          '访客：姓名、手机号码、证件、性别、车牌',
          '审批来访，在门岗核对证件',
          '来访结束后',
          180,
          'retention.days',
        ],
        ['barred', '禁止名单：备注、原因、证件或车牌的散列值', '校园安全', '到禁止期满或解除为止', null, null],
      ].map(([name, what, why, until, days, setting]) => ({ name, what, why, until, days, setting })),
      processors: '某某云计算有限公司（短信）',
      contact: '',
    }),
    'POST /api/subjects/find': () => ({
      items: store.applications.slice(0, 3).map((one) => ({
        number: one.number,
        application: one.id,
        state: one.state,
        role: 'visitor',
        at: one.created_at,
      })),
      next: null,
    }),
    'POST /api/subjects/export': ({ body }) => ({
      applications: store.applications.slice(0, 3).map((one) => held(one, body)),
      barred: [],
      aside: [],
    }),
    'POST /api/subjects/erase': () => ({
      erased: 2,
      kept: [{ number: store.applications[0].number, why: '来访尚未结束' }],
    }),
  }
}
