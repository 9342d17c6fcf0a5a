/* The mock's answers for the security office and the administrators. */
import { checks } from './checks.mjs'
import { directory } from './directory.mjs'
import { exceptions } from './exceptions.mjs'
import { feedback } from './feedback.mjs'
import { figures } from './figures.mjs'
import { filters } from './filters.mjs'
import { signOn } from './sign-on.mjs'
import { guideTexts } from './guide.mjs'
import { messageTexts } from './messageTexts.mjs'
import { portal } from './portal.mjs'
import { wecom } from './wecom.mjs'
import { gates } from './gates.mjs'
import { sheetOf } from './sheet.mjs'
import { accounts, campuses, CONTACT, kinds, maskDocument, NOTICE, now, units, uuid } from './data.mjs'

export function office(store, Refusal) {
  const places = campuses().map(({ id, code, name, name_en, zone_minutes, deadline_minute }) => {
    return { id, code, name, name_en, zone: 'Asia/Shanghai', zone_minutes, deadline_minute, active: true }
  })
  const doors = campuses().flatMap((campus) =>
    campus.gates.map((one) => ({ ...one, campus: campus.id, active: one.bit !== 1 })),
  )
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
      lifted_at: null,
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
      lifted_at: null,
    },
  ]
  const delegations = []
  const settings = {
    'session.idle_minutes': 30,
    'retention.days': 180,
    'duties.separate': false,
    'consent.declared': false,
    'remind.before_minutes': 120,
    'decide.until_minute': 1080,
    'exceptions.silent_minutes': 30,
    'exceptions.digest_minute': 450,
    'pass.live_code': true,
    'gate.live_code': true,
    'guard.badge_only': false,
    'office.contact': CONTACT,
    'hall.frame_origins': '',
    'hall.trial': false,
    'hall.mailbox': 'gate@example.edu.cn',
    'university.name': '某某大学',
    'university.name_en': 'Example University',
  }
  const ended = [
    { ...barred[0], id: uuid(), label: '', document_masked: null, reason: '扰乱秩序', until: now() - 86_400_000 },
    { ...barred[1], id: uuid(), reason: '误登记', lifted_at: now() - 40 * 86_400_000, may_change: true },
  ]
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
    account: i % 5 === 1 ? { display_name: '张老师', name: 'zhang' } : null,
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
  const kindRecords = kinds.map(({ open, ...one }, i) => ({
    ...one,
    id: i + 1,
    active: open,
    roles: one.kind === 'vehicles' ? ['unit-approver', 'security-officer'] : [],
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
    asked: one.asked ?? '',
    host_name: one.host_name,
    plate: '',
    created_at: one.created_at,
    periods: one.periods.map(({ from, to }) => ({ from, to })),
    passes: [],
    entries: [],
    invitations: [],
    feedback: [],
    roll_calls: [{ started_at: now() - 86_400_000, mark: 'safe' }],
    messages: [],
    consents: [],
  })
  const locked = new Set([accounts[1].id])
  const unitRecord = (one) => ({ directory: one.code !== '', directory_heads: false, ...one })
  const accountRecord = ({
    id,
    name,
    display_name,
    email,
    mobile_masked,
    wecom_user,
    unit,
    roles,
    active,
    staff_number = '',
  }) => ({
    id,
    staff_number,
    name,
    display_name,
    email,
    mobile_masked,
    wecom_user: wecom_user ?? '',
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
      items:
        query.get('state') === 'ended'
          ? ended
          : barred.filter((one) => JSON.stringify(one).includes(query.get('q') ?? '')),
      next: null,
    }),
    'POST /api/barred/import': ({ body }) =>
      sheetOf(body, ['document_kind', 'document_number', 'plate', 'label', 'reason', 'until', 'campus']),
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
        lifted_at: null,
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
    'GET /api/messages/samples': () => ({
      items: ['zh', 'en'].map((language) => ({ purpose: 'approved', language, text: messages[0].body, parts: 2 })),
      next: null,
    }),
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
    'POST /api/accounts/import': ({ body }) =>
      sheetOf(body, ['name', 'display_name', 'mobile', 'email', 'unit', 'roles', 'active'], (outcome) =>
        outcome === 'new' ? { password: 'xk7-tulip-92-moor' } : {},
      ),
    'POST /api/admin/units/import': ({ body }) =>
      sheetOf(body, ['code', 'parent', 'name', 'name_en', 'pinyin', 'quota_day', 'approvers', 'active']),
    'PUT /api/accounts/:id': ({ params, body }) => accountRecord(saved(accounts, params, body)),
    'POST /api/accounts/:id/unlock': ({ params }) => (locked.delete(Number(params.id)), null),
    'POST /api/accounts/:id/reset': () => ({ password: 'xk7-tulip-92-moor' }),
    'GET /api/admin/units': ({ query }) => ({
      items: units.filter((one) => (one.name + one.pinyin).includes(query.get('q') ?? '')).map(unitRecord),
      next: null,
    }),
    'POST /api/admin/units': ({ body }) => [
      201,
      (units.push({ code: '', ...body, id: units.length + 20 }), unitRecord(units.at(-1))),
    ],
    'PUT /api/admin/units/:id': ({ params, body }) => unitRecord(saved(units, params, body)),
    'GET /api/admin/kinds': () => ({ items: kindRecords, next: null }),
    'POST /api/admin/kinds': ({ body: { code, ...body } }) => [
      201,
      (kindRecords.push({ ...body, kind: code, id: kindRecords.length + 1, active: true }), kindRecords.at(-1)),
    ],
    'PUT /api/admin/kinds/:id': ({ params, body }) => saved(kindRecords, params, body),
    'GET /api/admin/campuses': () => ({
      items: places,
      next: null,
      zones: ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'UTC'],
    }),
    'POST /api/admin/campuses': ({ body }) => {
      const id = places.length + 1
      places.push({ code: `campus-${id}`, zone_minutes: 480, deadline_minute: 960, active: true, ...body, id })
      return [201, places.at(-1)]
    },
    'PUT /api/admin/campuses/:id': ({ params, body }) =>
      Object.assign(
        places.find((one) => one.id === Number(params.id)),
        body,
      ),
    'GET /api/admin/campuses/:id/days': () => ({ items: dayRecords(), next: null }),
    'POST /api/admin/campuses/:id/days/import': ({ body }) =>
      sheetOf(body, ['date', 'until', 'kind', 'open', 'note', 'repeats']),
    'PUT /api/admin/campuses/:id/days': ({ body }) => ({ items: body, next: null }),
    'GET /api/admin/gates': () => ({ items: doors, next: null }),
    'POST /api/admin/gates': ({ body }) => [
      201,
      (doors.push({ ...body, active: true, bit: doors.length }), doors.at(-1)),
    ],
    'PUT /api/admin/gates/:bit': ({ params, body }) =>
      Object.assign(
        doors.find((one) => one.bit === Number(params.bit)),
        body,
      ),
    ...gates(),
    ...exceptions(),
    ...directory(),
    ...feedback(),
    ...figures(),
    ...filters(),
    ...signOn(Refusal),
    ...portal(),
    ...wecom(),
    ...guideTexts,
    ...messageTexts(Refusal),
    'GET /api/settings': () => settings,
    'POST /api/settings/preview': () => ({
      from: now() - 7 * 86_400_000,
      to: now(),
      entries: 1423,
      more: false,
      changed: 61,
      unsure: 2,
      unlike: 9,
      touches: 0,
      second_guards: 3,
      take_backs: 0,
      emergencies: 0,
      colours: [{ before: 'green', after: 'amber', count: 61 }],
      items: Array.from({ length: 6 }, (_, i) => ({
        entry: uuid(),
        at: now() - (i + 1) * 5_400_000,
        gate: i % 2,
        before: { colour: 'green', reason: 'ok' },
        after: { colour: 'amber', reason: 'static-code' },
      })),
    }),
    'PUT /api/settings': ({ body }) => Object.assign(settings, body),
    'GET /api/audit': () => ({ items: audit, next: null }),
    'GET /api/checks': () => checks(),
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
      notices: [
        {
          number: 2,
          language: 'zh',
          text: NOTICE.zh.text,
          first_at: Date.now() - 86_400_000,
          consents: 128,
          withdrawn: 1,
        },
        { number: 0, language: '', text: '', first_at: null, consents: 3, withdrawn: 0 },
      ],
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
