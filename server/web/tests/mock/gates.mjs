/* The mock's answers about entries, booths and guards. */
import { now, uuid } from './data.mjs'
import { rollCalls } from './roll-call.mjs'

const CODE_LINK = 'GHE2:4Q7K-X2MP9D@https://visit.example.edu.cn#r=00112233445566778899aabbccddeeff'

/* The answer that tells a new badge's code, this once. */
const withBadge = (guard, badge) =>
  badge ? { ...guard, badge_svg: qrPicture, badge_text: `GHB1:${guard.id}:${'0'.repeat(32)}` } : guard
const qrPicture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><path d="M4 4h7v7H4zM18 4h7v7h-7zM4 18h7v7H4zM14 14h4v4h-4z"/></svg>'

/* The checks of a verdict with this reason. */
const CLEAR = [
  'not-a-pass',
  'forged',
  'revoked',
  'barred',
  'blocked',
  'unknown-key',
  'not-issued',
  'expired',
  'too-early',
]
const checksOf = (reason) => [
  ...[...CLEAR, 'wrong-gate'].filter((one) => one !== reason).map((one) => ({ reason: one, result: 'clear' })),
  { reason, result: 'applies' },
]

export function gates() {
  const devices = [
    {
      name: '主校区南门 1 号岗',
      gate: 0,
      state: 'active',
      seen: 4_000,
      synced: 4_000,
      waiting: 0,
      disk_percent: 12,
      temperature: 482,
      forked_at: null,
      other_history: false,
      protection: 'badge',
      hardware: 'tpm',
      below_policy: false,
      key_since: now() - 40 * 86_400_000,
      checks: { at: now() - 1_200_000, items: [] },
      key_wanted: false,
    },
    {
      name: '主校区北门车道',
      gate: 1,
      state: 'active',
      seen: 5 * 3_600_000,
      synced: 5 * 3_600_000,
      waiting: 312,
      disk_percent: 83,
      temperature: 611,
      forked_at: now() - 3_600_000,
      other_history: true,
      protection: 'pin-6',
      hardware: 'file',
      below_policy: true,
      key_since: now() - 371 * 86_400_000,
      checks: {
        at: now() - 19_000_000,
        items: [
          { name: 'camera', state: 'fault' },
          { name: 'disk-wear', state: 'warning' },
          { name: 'newer', state: 'fault' },
        ],
      },
      key_wanted: true,
    },
    {
      name: '旧手持机',
      gate: 0,
      state: 'revoked',
      seen: 40 * 86_400_000,
      synced: null,
      waiting: 0,
      disk_percent: null,
      temperature: null,
      forked_at: null,
      other_history: false,
      protection: 'badge',
      hardware: 'none',
      below_policy: false,
      key_since: now() - 40 * 86_400_000,
      checks: null,
      key_wanted: false,
    },
  ].map(({ seen, synced, ...one }) => ({
    id: uuid(),
    campus: 1,
    gate_name: one.gate ? '北门' : '南门',
    gate_name_en: one.gate ? 'North Gate' : 'South Gate',
    fingerprint: 'E6D5-BB38-692B-296A',
    created_at: now() - 90 * 86_400_000,
    revoked_at: one.state === 'revoked' ? now() : null,
    seen_at: now() - seen,
    program: '0.1.0',
    position: 1204,
    synced_at: synced === null ? null : now() - synced,
    clock_offset_ms: 300,
    alerts:
      one.state === 'revoked' ? [] : [...(seen > 900_000 ? ['silent'] : []), ...(one.gate ? ['disk', 'outbox'] : [])],
    ...one,
  }))
  const kinds = [
    ['admit', 'green', 'ok'],
    ['shown', 'red', 'already-used'],
    ['override', 'amber', 'stale-replica'],
    ['shown', 'red', 'revoked'],
    ['exit', 'green', 'ok'],
    ['decide-admit', 'amber', 'new-pass'],
    ['take-back', 'green', 'ok'],
    ['sign-in', 'red', 'not-a-pass'],
  ]
  const application = uuid()
  const person = uuid()
  const entries = Array.from({ length: 24 }, (_, i) => {
    const [kind, colour, reason] = kinds[i % kinds.length]
    const device = devices[i % 2]
    return {
      id: uuid(),
      number: 400 - i,
      at: now() - i * 700_000,
      arrived_at: now() - i * 700_000 + (i % 5 === 0 ? 7_200_000 : 900),
      clock_trusted: true,
      kind,
      evidence: 'code',
      direction: kind === 'exit' ? 'out' : 'in',
      gate: device.gate,
      gate_name: device.gate_name,
      gate_name_en: device.gate_name_en,
      device: device.id,
      device_name: device.name,
      colour,
      reason,
      guard: '赵师傅',
      second_guard: kind === 'override' ? '李师傅' : null,
      override: kind === 'override' ? 'phone-confirmed' : 'none',
      mark: i === 1 ? 'conflict' : i === 9 ? 'gap' : '',
      note: kind === 'override' ? '接待人王老师电话确认' : '',
      refers_to: null,
      pass: uuid(),
      person: '李*',
      plate: i % 3 ? null : '京A·12345',
      application: '26112400017',
      unit: '计算机学院',
      picture: i === 2,
      application_id: application,
      person_id: i % 3 === 2 ? null : person,
      pass_number: '7KM-2QX-R4A',
      category: 'visit',
    }
  })
  const aside = [
    {
      id: uuid(),
      device_name: devices[1].name,
      number: 0,
      arrived_at: now() - 900_000,
      code: 'unreadable',
      line: '{"t":"entry","number":',
    },
  ]
  const guards = [
    {
      id: 1,
      name: '赵师傅',
      rights: ['admit', 'override', 'settings'],
      active: true,
      campus: 0,
      may_change: false,
      badge: true,
      protection: 'badge',
    },
    {
      id: 2,
      name: '买买提·艾山',
      rights: ['admit'],
      active: true,
      campus: 1,
      may_change: true,
      badge: false,
      protection: 'pin-6',
    },
    {
      id: 3,
      name: '王师傅',
      rights: ['admit'],
      active: false,
      campus: 0,
      may_change: false,
      badge: false,
      protection: 'pin-8',
    },
    {
      id: 4,
      name: '周师傅',
      rights: ['admit'],
      active: true,
      campus: 1,
      may_change: true,
      badge: false,
      protection: 'pin-8',
      withheld: true,
    },
  ].map((one) => ({ withheld: false, ...one }))
  const emergencies = [
    ['open', true],
    ['open', false],
    ['confirmed', true],
    ['objected', true],
  ].map(([state, photo], i) => ({
    id: uuid(),
    at: now() - i * 9_000_000 - 120_000,
    arrived_at: now() - i * 9_000_000,
    device_name: devices[i % 2].name,
    campus: 1,
    guard: '赵师傅',
    second_guard: i === 1 ? '李师傅' : null,
    reason: ['phone-confirmed', 'emergency', 'official-duty', 'device-fault'][i],
    approver: i === 2 ? '阿不都热依木·买买提' : '王芳',
    photo,
    state,
    number: 427 - i,
    application:
      i === 3
        ? null
        : { id: uuid(), number: `2611240003${i}`, state: i === 2 ? 'approved' : 'unit-review', unit: '图书馆' },
    decision:
      state === 'open'
        ? null
        : {
            at: now() - i * 3_600_000,
            by: '保卫处 周老师',
            remark: state === 'objected' ? '被访单位表示未同意，请门岗说明。' : '',
          },
  }))
  const inside = [
    { person: '李*', vehicle: false, since: 600_000, plate: null, unit: '计算机学院' },
    { person: '阿不都热依木·***', vehicle: false, since: 7_200_000, plate: '京A·12345', in_car: true, unit: '基建处' },
    { person: '张*三', vehicle: false, since: 30 * 3_600_000, expires: now() - 6 * 3_600_000, unit: '图书馆' },
    { person: '王*明', vehicle: false, since: 900_000, pass: null, emergency: true, unit: '图书馆' },
    { person: null, vehicle: false, since: 5_400_000, pass: null, application: null },
    { person: null, vehicle: true, since: 7_200_000, plate: '京A·12345', unit: '基建处' },
    { person: null, vehicle: true, since: 1_200_000, pass: null, application: null },
  ].map(({ since, ...one }, i) => ({
    subject: uuid(),
    pass: uuid(),
    entry: uuid(),
    since: now() - since,
    gate: devices[i % 2].gate,
    gate_name: devices[i % 2].gate_name,
    gate_name_en: devices[i % 2].gate_name_en,
    plate: null,
    in_car: false,
    unit: null,
    application: '26112400017',
    expires: one.pass === null ? null : now() + 3_600_000,
    emergency: false,
    ...one,
  }))
  const wall = (campus) => ({
    campus,
    name: campus === 1 ? '主校区' : '东校区',
    name_en: campus === 1 ? 'Main Campus' : 'East Campus',
    zone_minutes: 480,
    at: now(),
    persons: campus === 1 ? 1284 : 0,
    vehicles: campus === 1 ? 97 : 0,
    alerts: campus === 1 ? { entries: 3, aside: 1, emergencies: 1 } : { entries: 0, aside: 0, emergencies: 0 },
    gates: [...new Map(devices.map((one) => [one.gate, one])).values()].map((one, i) => ({
      gate: one.gate,
      name: one.gate_name,
      name_en: one.gate_name_en,
      entered: campus === 1 ? 412 - 150 * i : 0,
      left: campus === 1 ? 230 - 90 * i : 0,
      last_at: campus === 1 && i < 2 ? now() - 40_000 * (i + 1) : null,
    })),
    booths: devices
      .filter((one) => one.state === 'active')
      .map(({ id, name, gate, seen_at, waiting, forked_at }) => ({
        id,
        name,
        gate,
        heard_at: seen_at,
        waiting,
        away: now() - seen_at > 180_000,
        other_journal: forked_at !== null,
      })),
  })
  const without = (list, id) => (
    list.splice(
      list.findIndex((one) => one.id === id),
      1,
    ),
    null
  )
  return {
    'GET /api/entries': ({ query }) => ({
      items: entries.filter(
        (one) =>
          ['colour', 'reason', 'direction', 'category', 'override', 'pass', 'pass_number'].every(
            (field) => !query.get(field) || one[field] === query.get(field),
          ) &&
          (!query.get('person') || one.person_id === query.get('person')) &&
          (!query.get('plate') || (one.plate ?? '').replace('·', '').includes(query.get('plate').replace('·', ''))) &&
          (!query.get('mark') || one.mark !== ''),
      ),
      next: null,
    }),
    /* Each connection gets one entry more: the browser connects anew after a second. */
    'GET /api/live': () => {
      const [newest] = entries
      entries.unshift({ ...newest, id: uuid(), number: newest.number + 1, at: now(), arrived_at: now(), mark: '' })
      const events = entries
        .slice(0, 20)
        .reverse()
        .map((one) => `id: ${one.arrived_at}_${one.id}\nevent: entry\ndata: ${JSON.stringify(one)}\n\n`)
      const text = `retry: 1000\n\n${events.join('')}event: beat\ndata: {"at":${now()}}\n\n`
      return [200, text, { 'Content-Type': 'text/event-stream' }]
    },
    'GET /api/entries/aside': () => ({ items: aside, next: null }),
    'POST /api/entries/aside/:id/reveal': ({ params }) => ({ line: aside.find((one) => one.id === params.id).line }),
    'POST /api/entries/aside/:id/settle': ({ params }) => without(aside, params.id),
    'POST /api/entries/:id/settle': () => null,
    'GET /api/entries/:id/why': ({ params }) => {
      const { colour, reason } = entries.find((one) => one.id === params.id)
      return { colour, reason, checks: checksOf(reason) }
    },
    'GET /api/passes/:id/verdict': ({ query }) => {
      const reason = query.get('network') === 'offline' ? 'other-gate-offline' : 'ok'
      return {
        colour: reason === 'ok' ? 'green' : 'amber',
        reason,
        checks: checksOf(reason),
        freshness: reason === 'ok' ? 'fresh' : 'stale',
        at: Number(query.get('at')),
        booth: devices[0].name,
        known_at: now() - 7_200_000,
        assumptions:
          reason === 'ok' ? ['clock', 'in-sync', 'still-so'] : ['clock', 'still-so', 'last-report', 'not-handed-up'],
      }
    },
    'GET /api/presence': ({ query }) => ({
      campus: Number(query.get('campus')),
      at: now(),
      persons: query.get('campus') === '1' ? inside.filter((one) => !one.vehicle).length : 0,
      vehicles: query.get('campus') === '1' ? inside.filter((one) => one.vehicle).length : 0,
      items: query.get('campus') === '1' ? inside : [],
      left_elsewhere:
        query.get('campus') === '1'
          ? [
              {
                subject: uuid(),
                vehicle: false,
                person: '孙*',
                plate: null,
                unit: '计算机学院',
                in_at: now() - 9_000_000,
                in_gate_name: '南门',
                in_gate_name_en: 'South Gate',
                out_at: now() - 1_800_000,
                out_gate_name: '北门',
                out_gate_name_en: 'North Gate',
              },
            ]
          : [],
      booths: devices
        .filter((one) => query.get('campus') === '1' && one.state === 'active')
        .map(({ id, name, gate, gate_name, gate_name_en, seen_at, waiting }) => ({
          id,
          name,
          gate,
          gate_name,
          gate_name_en,
          heard_at: seen_at,
          waiting,
          away: now() - seen_at > 180_000,
        })),
    }),
    'POST /api/presence/:id/end': ({ params }) => {
      const index = inside.findIndex((one) => one.subject === params.id)
      return index < 0 ? [404, null] : without(inside, params.id)
    },
    ...rollCalls(inside),
    'GET /api/wall': ({ query }) => wall(Number(query.get('campus'))),
    'GET /api/emergencies': () => ({ items: emergencies, next: null }),
    'POST /api/emergencies/:id/actions': ({ params, body }) => (
      Object.assign(
        emergencies.find((one) => one.id === params.id),
        {
          state: body.action === 'confirm' ? 'confirmed' : 'objected',
          decision: { at: now(), by: '保卫处 周老师', remark: body.remark ?? '' },
        },
      ),
      null
    ),
    'GET /api/devices': () => ({ items: devices, next: null }),
    'POST /api/devices/codes': () => [201, { code: '4Q7K-X2MP9D', expires_at: now() + 600_000, link: CODE_LINK }],
    'PUT /api/devices/:id': ({ params, body }) =>
      Object.assign(
        devices.find((one) => one.id === params.id),
        body,
      ),
    'POST /api/devices/:id/snapshot': () => [200, '{}\n', { 'Content-Type': 'application/x-ndjson' }],
    'POST /api/devices/:id/entries': () => ({ acknowledged: 1244, aside: [], gap: false, forked: false }),
    'POST /api/devices/:id/journal-settled': ({ params }) =>
      Object.assign(
        devices.find((one) => one.id === params.id),
        { forked_at: null },
      ),
    'POST /api/devices/:id/rotate-key': ({ params }) =>
      Object.assign(
        devices.find((one) => one.id === params.id),
        { key_wanted: true },
      ),
    'POST /api/devices/:id/revoke': ({ params }) =>
      Object.assign(
        devices.find((one) => one.id === params.id),
        { state: 'revoked' },
      ),
    'GET /api/guards': () => ({ items: guards, next: null }),
    'POST /api/guards': ({ body: { pin, badge, ...rest } }) => {
      guards.push({
        ...rest,
        id: guards.length + 1,
        may_change: true,
        badge: badge === true,
        protection: badge ? 'badge' : 'pin-8',
        withheld: false,
      })
      return [201, withBadge(guards.at(-1), badge)]
    },
    'PUT /api/guards/:id': ({ params, body: { pin, badge, ...rest } }) => {
      const one = guards.find((guard) => guard.id === Number(params.id))
      Object.assign(one, rest, badge === undefined ? {} : { badge, protection: badge ? 'badge' : 'pin-8' })
      return withBadge(one, badge)
    },
  }
}
