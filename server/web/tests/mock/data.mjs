/* Demo data of the mock: campuses, people, applications in every state. Nothing here is a real person. */
import { randomUUID } from 'node:crypto'

export const ZONE = 480
const DAY = 86_400_000
const MINUTE = 60_000
export const now = () => Date.now()
export const dayOf = (at) => Math.floor((at + ZONE * MINUTE) / DAY)
export const atOf = (day, minute) => day * DAY + (minute - ZONE) * MINUTE
export const uuid = () => randomUUID()

const CHECK = '10X98765432'
export function residentId(region, birth, sequence) {
  const digits = `${region}${birth}${sequence}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return digits + CHECK[[...digits].reduce((sum, d, i) => sum + Number(d) * weights[i], 0) % 11]
}
export const maskName = (name) =>
  name.length > 2 ? `${name[0]}${'*'.repeat(name.length - 2)}${name.at(-1)}` : `${name[0] ?? ''}*`
export const maskMobile = (mobile) => (mobile.length === 11 ? `${mobile.slice(0, 3)}****${mobile.slice(7)}` : '')
export const maskDocument = (number) => '*'.repeat(Math.max(0, number.length - 4)) + number.slice(-4)

export const units = [
  {
    id: 3,
    name: '计算机学院',
    name_en: 'School of Computing',
    pinyin: 'jsjxy',
    code: '010',
    parent: null,
    quota_day: 200,
    active: true,
  },
  {
    id: 4,
    name: '物理学院',
    name_en: 'School of Physics',
    pinyin: 'wlxy',
    code: '020',
    parent: null,
    quota_day: null,
    active: true,
  },
  { id: 5, name: '图书馆', name_en: 'Library', pinyin: 'tsg', code: '', parent: 3, quota_day: 80, active: true },
  {
    id: 6,
    name: '后勤保障部',
    name_en: 'Facilities and Services',
    pinyin: 'hqbzb',
    code: '030',
    parent: null,
    quota_day: null,
    active: true,
  },
  {
    id: 7,
    name: '国际合作与交流处',
    name_en: 'Office of International Cooperation',
    pinyin: 'gjhzyjlc',
    code: '040',
    parent: null,
    quota_day: 50,
    active: false,
  },
]
export const kinds = [
  {
    kind: 'visit',
    open: true,
    asks: '',
    asks_en: '',
    needs_vehicle: false,
    name: '临时访问',
    name_en: 'Visit',
    uses: 'single',
    max_period_days: 1,
    max_ahead_days: 60,
    max_periods: 20,
    max_persons: 500,
    max_vehicles: 100,
  },
  {
    kind: 'multi',
    open: true,
    asks: '',
    asks_en: '',
    needs_vehicle: false,
    name: '多次进出',
    name_en: 'Repeated entry',
    uses: 'multiple',
    max_period_days: 31,
    max_ahead_days: 190,
    max_periods: 20,
    max_persons: 200,
    max_vehicles: 50,
  },
  {
    kind: 'staff',
    open: true,
    asks: '工号',
    asks_en: 'Staff number',
    needs_vehicle: false,
    name: '教职工无证入校',
    name_en: 'Staff without a pass',
    uses: 'multiple',
    max_period_days: 7,
    max_ahead_days: 30,
    max_periods: 5,
    max_persons: 1,
    max_vehicles: 1,
  },
  {
    kind: 'works',
    open: true,
    asks: '',
    asks_en: '',
    needs_vehicle: false,
    name: '施工与送货',
    name_en: 'Building works and deliveries',
    uses: 'multiple',
    max_period_days: 92,
    max_ahead_days: 190,
    max_periods: 6,
    max_persons: 200,
    max_vehicles: 100,
  },
  {
    kind: 'vehicles',
    open: true,
    asks: '',
    asks_en: '',
    needs_vehicle: true,
    name: '长期车辆',
    name_en: 'Long-term vehicles',
    uses: 'multiple',
    max_period_days: 190,
    max_ahead_days: 190,
    max_periods: 6,
    max_persons: 50,
    max_vehicles: 20,
  },
  {
    kind: 'event',
    open: true,
    asks: '活动名称',
    asks_en: 'Name of the event',
    needs_vehicle: false,
    name: '活动嘉宾',
    name_en: 'Guests of an event',
    uses: 'multiple',
    max_period_days: 7,
    max_ahead_days: 120,
    max_periods: 10,
    max_persons: 500,
    max_vehicles: 100,
  },
]
const gates = [
  [
    {
      bit: 0,
      name: '南门',
      name_en: 'South gate',
      vehicles: true,
      directions: '地铁 10 号线知春路站 B 口，向东 300 米',
      directions_en: 'Metro line 10, exit B',
    },
    { bit: 1, name: '东门', name_en: 'East gate', vehicles: true, directions: '', directions_en: '' },
    { bit: 2, name: '西小门', name_en: 'West wicket', vehicles: false, directions: '', directions_en: '' },
  ],
  [
    {
      bit: 3,
      name: '北校区正门',
      name_en: 'North campus main gate',
      vehicles: true,
      directions: '',
      directions_en: '',
    },
  ],
]

/* The campuses are closed on one day. */
const isOpen = (day) => day !== dayOf(now()) + 9
export const stretchesOf = (periods) =>
  periods.flatMap(({ from, to }, period) => {
    const found = []
    for (let day = dayOf(from); day <= dayOf(to - 1); day++) {
      const span = { period, from: Math.max(from, atOf(day, 0)), to: Math.min(to, atOf(day + 1, 0)) }
      const last = found.at(-1)
      if (last?.to === span.from && isOpen(day)) last.to = span.to
      else if (isOpen(day)) found.push(span)
    }
    return found
  })
function calendar() {
  const today = dayOf(now())
  return Array.from({ length: 60 }, (_, i) => {
    const day = today + i
    const weekday = (day + 4) % 7
    const submit_by = atOf(day - 1, 960)
    return {
      day,
      date: new Date(day * DAY).toISOString().slice(0, 10),
      open: isOpen(day),
      working: weekday !== 0 && weekday !== 6,
      submit_by,
      possible: isOpen(day) && submit_by > now(),
    }
  })
}
export function campuses() {
  const days = calendar()
  const first = days.find((one) => one.possible)
  return [
    { id: 1, code: 'main', name: '主校区', name_en: 'Main campus' },
    { id: 2, code: 'north', name: '北校区', name_en: 'North campus' },
  ].map((one, i) => ({
    ...one,
    zone_minutes: ZONE,
    deadline_minute: 960,
    gates: gates[i],
    days,
    next_day: first ?? null,
  }))
}

export const role = (name, unit = null, campus = null) => ({ role: name, unit, campus })
export const accounts = [
  { id: 7, name: 'zhang', display_name: '张晓明', unit: 3, roles: [role('applicant')] },
  { id: 8, name: 'li', display_name: '李秀英', unit: 3, roles: [role('applicant'), role('unit-approver', 3)] },
  { id: 9, name: 'wang', display_name: '王建国', unit: 3, roles: [role('applicant'), role('unit-approver', 3)] },
  { id: 10, name: 'guard', display_name: '赵安', unit: null, roles: [role('security-officer', null, 1)] },
  { id: 11, name: 'qian', display_name: '钱卫', unit: null, roles: [role('security-officer', null, 1)] },
  { id: 1, name: 'admin', display_name: '系统管理员', unit: null, roles: [role('administrator')] },
].map((one) => ({
  ...one,
  email: `${one.name}@example.edu`,
  mobile_masked: '138****8000',
  language: 'zh',
  tell_arrival: true,
  share_mobile: false,
  exception_digest: false,
  tell_results: true,
  notify_by: '',
  wecom: one.name === 'li',
  wecom_user: one.name === 'li' ? 'li.xiuying' : '',
  active: true,
}))

const person = (name, sex, mobile, number, vehicle = null, kind = 'resident-id') => ({
  id: uuid(),
  name,
  sex,
  mobile,
  document_kind: kind,
  document_number: number,
  language: '',
  vehicle,
  refused: false,
  refusal: '',
})
export const people = () => [
  person('陈思远', 'M', '13812345678', residentId('110105', '19870312', '003'), 0),
  person('欧阳娜娜', 'F', '13987654321', residentId('310104', '19920708', '004'), 0),
  person('Anna Maria Schmidt', 'F', '18600001111', 'C01X00T47', null, 'passport'),
]

let serial = 17
export const numberNow = () =>
  `${new Date(now()).toISOString().slice(2, 10).replaceAll('-', '')}${String(serial++).padStart(5, '0')}`

export function blank(owner) {
  return {
    id: uuid(),
    number: numberNow(),
    state: 'draft',
    version: 1,
    owner,
    unit: null,
    campus: null,
    gates: [],
    kind: 'visit',
    purpose: '',
    host_name: '',
    host_mobile: '',
    asked: '',
    note: '',
    walk_up: false,
    by_mail: false,
    amends: null,
    assignee: null,
    created_at: now(),
    submitted_at: null,
    decided_at: null,
    periods: [],
    vehicles: [],
    persons: [],
    hints: [],
    proposal: null,
    history: [],
    passes: [],
    invitations: [],
  }
}

const PURPOSES = [
  '学术讲座：图神经网络',
  '实验设备维修',
  '校友返校参观',
  '毕业答辩外审专家',
  '家属探访',
  '图书配送',
  '食堂设备安装',
  '合作企业座谈',
]
const REASONS = {
  'sent-back': '请补充第二位访客的车牌',
  acknowledging: '当日校园封闭管理，请改期',
  vetoed: '当日校园封闭管理，请改期',
}
const STEPS = {
  draft: [],
  'unit-review': ['submit'],
  'sent-back': ['submit', 'unit-send-back'],
  'security-review': ['submit', 'unit-pass'],
  confirming: ['submit', 'unit-change-pass', 'security-change-return'],
  acknowledging: ['submit', 'unit-pass', 'security-veto'],
  approved: ['submit', 'unit-pass', 'security-pass'],
  vetoed: ['submit', 'unit-pass', 'security-veto', 'acknowledge'],
  withdrawn: ['submit', 'withdraw'],
  cancelled: ['submit', 'unit-pass', 'security-pass', 'cancel'],
  lapsed: ['submit', 'lapse'],
  used: ['submit', 'unit-pass', 'security-pass', 'finish'],
}
const WHO = { unit: '李秀英', security: '赵安', applicant: '张晓明', system: null }
const roleOf = (action) =>
  action.startsWith('unit')
    ? 'unit'
    : action.startsWith('security')
      ? 'security'
      : ['lapse', 'finish'].includes(action)
        ? 'system'
        : 'applicant'

export function passesOf(one) {
  return stretchesOf(one.periods).flatMap(({ period: i, from, to }) =>
    [
      ...one.persons.map((p) => [maskName(p.name), p.vehicle === null ? 'pedestrian' : 'rider']),
      ...one.vehicles.map((v) => [v.plate, 'vehicle']),
    ].map(([entrant, kind], n) => ({
      id: uuid(),
      entrant,
      kind,
      period: i,
      state: 'active',
      reason: '',
      from,
      to,
      used_at: null,
      short_number: 'N66-YCV-H8M',
      link: `/p/${uuid().replaceAll('-', '').slice(0, 22)}`,
      message:
        kind === 'vehicle'
          ? null
          : {
              id: uuid(),
              channel: 'sms',
              state: n === 1 ? 'failed' : 'delivered',
              error: n === 1 ? '号码停机' : '',
              maybe_twice: false,
              at: now() - 3 * 3600_000,
            },
    })),
  )
}

export function seeded() {
  const today = dayOf(now())
  return Object.entries(STEPS).flatMap(([state, steps], i) =>
    Array.from({ length: state === 'security-review' || state === 'unit-review' ? 4 : 1 }, (_, copy) => {
      const day = today + 2 + copy
      const one = {
        ...blank(7),
        state,
        version: steps.length + 1,
        unit: 3,
        campus: copy % 2 === 1 ? 2 : 1,
        gates: copy % 2 === 1 ? [3] : [0, 2],
        kind: copy === 2 ? 'works' : 'visit',
        purpose: PURPOSES[(i + copy) % PURPOSES.length],
        host_name: '张晓明',
        host_mobile: '13800138000',
        // The works go on over the day on which the campus is closed.
        periods: [
          { id: uuid(), from: atOf(day, 480), to: atOf(copy === 2 ? day + 7 : day, 1080), skip_closed: copy === 2 },
        ],
        vehicles:
          copy === 3 ? [] : [{ id: uuid(), plate: copy === 1 ? '沪AD12345' : '京A12345', refused: false, refusal: '' }],
        persons: people(),
        walk_up: (state === 'security-review' && copy === 3) || (state === 'unit-review' && copy === 2),
      }
      if (one.vehicles.length === 0) for (const p of one.persons) p.vehicle = null
      let from = 'draft'
      one.history = [
        {
          at: now() - 30 * 3600_000,
          who: '张晓明',
          for: null,
          colleague: null,
          role: 'applicant',
          action: 'create',
          from: 'none',
          to: 'draft',
          version: 1,
          remark: '',
          changes: [],
        },
      ]
      one.history.push(
        ...steps.map((action, n) => {
          const to = n === steps.length - 1 ? state : ['unit-review', 'security-review', 'approved'][n]
          const changes = action.includes('change')
            ? [
                { path: 'persons[0].mobile', from: '138****5678', to: '139****5678' },
                { path: 'periods[0].to', from: String(one.periods[0].to + 7_200_000), to: String(one.periods[0].to) },
              ]
            : []
          const event = {
            at: now() - (28 - n * 5) * 3600_000,
            who: WHO[roleOf(action)],
            for: null,
            colleague: null,
            role: roleOf(action),
            action,
            from,
            to,
            version: n + 2,
            remark: n === steps.length - 1 || action === 'security-veto' ? (REASONS[state] ?? '') : '',
            changes,
          }
          from = to
          return event
        }),
      )
      if (state.endsWith('-review') && copy === 0) one.decide_by = now() - 40 * MINUTE
      if (state !== 'draft') one.submitted_at = now() - 28 * 3600_000
      if (state === 'confirming') one.proposal = one.history.at(-1).changes
      if (['approved', 'used', 'cancelled'].includes(state)) one.passes = passesOf(one)
      if (state === 'cancelled')
        for (const pass of one.passes) Object.assign(pass, { state: 'revoked', reason: '申请已取消' })
      if (state === 'security-review' && copy === 0)
        one.hints = [{ code: 'overlap', path: 'persons[0]', message: '与另一份申请 26112400009 的时间重叠' }]
      return one
    }),
  )
}

/* The notice on personal data (server/flow/notice_text.c), shortened. */
export const CONTACT = '保卫处 020-12345678'
export const NOTICE = {
  zh: {
    version: '0a1b2c3d4e5f6071',
    language: 'zh',
    text: '访客个人信息处理告知书\n一、处理者：示范大学。\n二、处理的信息：姓名、性别、手机号码、证件类型和号码、车牌号。',
    declaration: '我已将告知书内容告知全部访客，并取得其本人对处理个人信息（包括证件号码）的同意。',
    guardian_declaration: '其中未满 14 周岁的访客，我已取得其父母或其他监护人的同意。',
  },
  en: {
    version: '1a1b2c3d4e5f6071',
    language: 'en',
    text: 'Notice on the handling of visitors’ personal data\n1. Who handles the data: the university.',
    declaration:
      'I have given every visitor this notice, and each of them consents to the handling of the personal data, including the number of the ID document.',
    guardian_declaration: 'For visitors under 14, a parent or another guardian has consented.',
  },
}
