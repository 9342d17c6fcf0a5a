/* The mock's applications: views, checks, and as much of the flow as the pages need. */
import {
  accounts,
  atOf,
  blank,
  campuses,
  dayOf,
  kinds,
  maskDocument,
  maskMobile,
  maskName,
  now,
  passesOf,
  people,
  seeded,
  stretchesOf,
  units,
  uuid,
} from './data.mjs'

export const store = { applications: seeded(), messages: [], invitations: [] }

/* Amendments of the approved application, for the pictures: in truth there is one at a time. */
const approved = store.applications.find((one) => one.state === 'approved')
for (const state of ['unit-review', 'security-review', 'sent-back']) {
  const one = store.applications.findLast((x) => x.state === state && !x.walk_up)
  const persons = approved.persons.map((p) => ({ ...p, id: uuid() }))
  persons[persons.length - 1] = { ...persons.at(-1), name: '欧阳明月', document_number: '110101199003074530' }
  Object.assign(one, {
    amends: approved.id,
    campus: approved.campus,
    gates: approved.gates,
    kind: approved.kind,
    purpose: approved.purpose,
    periods: approved.periods.map((p) => ({ id: uuid(), from: p.from + 3_600_000, to: p.to + 3_600_000 })),
    vehicles: approved.vehicles.map((v) => ({ ...v, id: uuid() })),
    persons,
  })
}
export class Refusal extends Error {
  constructor(status, code, title, detail = '', errors = []) {
    super(code)
    Object.assign(this, { status, code, title, detail, errors })
  }
}

const FLOW = {
  draft: { applicant: { submit: 'unit-review' } },
  'unit-review': {
    applicant: { withdraw: 'withdrawn' },
    'unit-approver': {
      'unit-pass': 'security-review',
      'unit-change-pass': 'security-review',
      'unit-send-back': 'sent-back',
      'hand-over': 'unit-review',
    },
  },
  'sent-back': { applicant: { resubmit: 'unit-review', withdraw: 'withdrawn' } },
  'security-review': {
    applicant: { withdraw: 'withdrawn' },
    'security-officer': {
      'security-pass': 'approved',
      'security-change-pass': 'approved',
      'security-change-return': 'confirming',
      'security-veto': 'acknowledging',
      'hand-over': 'security-review',
    },
  },
  confirming: { applicant: { confirm: 'security-review', contest: 'security-review', withdraw: 'withdrawn' } },
  acknowledging: { applicant: { acknowledge: 'vetoed' } },
  approved: { applicant: { cancel: 'cancelled', amend: 'approved' }, 'security-officer': { cancel: 'cancelled' } },
}
/* The applicant of a walk-up has no account to act with. */
const WALK_UP = {
  'unit-review': {
    'unit-approver': {
      'unit-pass': 'security-review',
      'unit-change-pass': 'security-review',
      'unit-refuse': 'vetoed',
      'hand-over': 'unit-review',
    },
  },
  'security-review': {
    'security-officer': {
      'security-pass': 'approved',
      'security-change-pass': 'approved',
      'security-veto': 'vetoed',
      'hand-over': 'security-review',
    },
  },
}
const flowOf = (one) => (one.amends ? AMENDMENT : one.walk_up ? { approved: FLOW.approved, ...WALK_UP } : FLOW)
const OPEN = ['draft', 'unit-review', 'sent-back', 'security-review', 'confirming']
const AMENDMENT = {
  ...FLOW,
  'security-review': {
    ...FLOW['security-review'],
    'security-officer': {
      ...FLOW['security-review']['security-officer'],
      'security-pass': 'applied',
      'security-change-pass': 'applied',
    },
  },
}
const rolesOf = (account, one) =>
  account.roles.map((r) => r.role).filter((r) => r !== 'applicant' || one.owner === account.id)
const movesOf = (account, one) =>
  Object.assign({}, ...rolesOf(account, one).map((r) => flowOf(one)[one.state]?.[r] ?? {}))
export const ref = (list, id) => {
  const { name, name_en } = list.find((x) => x.id === id) ?? {}
  return id ? { id, name, name_en } : null
}
const placeRef = (list, id, zone_minutes) => (id ? { ...ref(list, id), zone_minutes } : null)
const submitBy = (one) =>
  one.periods.length ? atOf(Math.min(...one.periods.map((p) => dayOf(p.from))) - 1, 960) : null

/* Decisions are due at 18:00 of the day of the submission deadline. The first seeded one of each queue is overdue. */
const decideBy = (one) => {
  const outstanding = ['unit-review', 'security-review'].includes(one.state) && !one.walk_up && one.periods.length > 0
  return outstanding ? (one.decide_by ?? submitBy(one) + 2 * 3_600_000) : null
}

/* What an amendment adds, drops and moves. Persons are the same by their documents. */
function changesOf(one) {
  const before = store.applications.find((x) => x.id === one.amends)
  const lacks = (list, p) => !list.some((x) => x.document_number === p.document_number)
  const span = (list) => list.map(({ from, to }) => `${from}-${to}`)[0] ?? ''
  const changes = []
  if (span(one.periods) !== span(before.periods))
    changes.push({ path: 'periods[0]', from: span(before.periods), to: span(one.periods) })
  one.persons.forEach((p, i) => {
    if (lacks(before.persons, p)) changes.push({ path: `persons[${i}].added`, from: '', to: p.name })
  })
  before.persons.forEach((p, i) => {
    if (lacks(one.persons, p)) changes.push({ path: `persons[${i}].dropped`, from: p.name, to: '' })
  })
  return { id: before.id, number: before.number, changes }
}
function amendmentOf(one) {
  const open = store.applications.find((x) => x.amends === one.id && OPEN.includes(x.state))
  return open ? { id: open.id, number: open.number, state: open.state } : null
}
export function amend(account, one) {
  const open = store.applications.find((x) => x.amends === one.id && x.state === 'draft')
  if (open) return open
  const draft = create(account, {}, null)
  return Object.assign(draft, {
    amends: one.id,
    ...Object.fromEntries(INPUT.map((key) => [key, one[key]])),
    periods: one.periods.map((p) => ({ ...p, id: uuid() })),
    vehicles: one.vehicles.map((v) => ({ ...v, id: uuid() })),
    persons: one.persons.map((p) => ({ ...p, id: uuid() })),
  })
}

const nameOf = (id) => accounts.find((a) => a.id === id).display_name
const person = (id) => (id ? { id, display_name: nameOf(id) } : null)
const decides = (account, one) =>
  account.roles.some((r) =>
    one.state === 'unit-review'
      ? r.role === 'unit-approver' && r.unit === one.unit
      : one.state === 'security-review' && r.role === 'security-officer',
  )
export function colleagues(account, one) {
  if (!('hand-over' in movesOf(account, one))) throw new Refusal(403, 'forbidden', '您没有这项权限')
  return { items: accounts.filter((a) => a.id !== account.id && decides(a, one)).map((a) => person(a.id)) }
}
const holderOf = (account, one) => {
  const role = { 'unit-review': 'unit', 'security-review': 'security' }[one.state]
  if (!role) return null
  const all = role === 'unit' ? ['李秀英', '王建国'] : ['赵安']
  return {
    role,
    since: one.history.at(-1)?.at ?? one.created_at,
    names: one.assignee ? [nameOf(one.assignee)] : all,
    handed_to: person(one.assignee),
    reachable: true,
    remind_from: one.owner === account.id ? (one.urged_at ? one.urged_at + 3_600_000 : 0) : null,
    reminder: one.urged_at ? { at: one.urged_at, sms: 1, email: 0, wecom: 0, waiting: 1, failed: 0 } : null,
  }
}
export function remind(account, one) {
  if (!holderOf(account, one)) throw new Refusal(409, 'not-possible', '现在不能这样操作')
  if (one.urged_at && now() < one.urged_at + 3_600_000) throw new Refusal(429, 'reminded', '一小时内已催办过')
  one.urged_at = now()
  return one
}

export function view(account, one) {
  const own = one.owner === account.id
  const open = own && ['draft', 'sent-back', 'confirming'].includes(one.state)
  const { owner, invitations, decide_by, urged_at, amends, assignee, ...rest } = one
  return {
    ...rest,
    actions: Object.keys(movesOf(account, one)),
    concerned: false,
    amends: amends ? changesOf(one) : null,
    amendment: amendmentOf(one),
    applicant: { id: owner, display_name: accounts.find((a) => a.id === owner).display_name, unit: 3 },
    unit: placeRef(units, one.unit, 0),
    campus: placeRef(campuses(), one.campus, 480),
    host_mobile: open ? one.host_mobile : undefined,
    host_mobile_masked: maskMobile(one.host_mobile),
    periods: one.periods.map((p) => ({ skip_closed: false, ...p })),
    stretches: stretchesOf(one.periods),
    submit_by: submitBy(one),
    decide_by: decideBy(one),
    holder: holderOf(account, one),
    too_late: submitBy(one) !== null && submitBy(one) < now(),
    persons: one.persons.map((p) => ({
      id: p.id,
      sex: p.sex,
      vehicle: p.vehicle,
      refused: p.refused,
      refusal: p.refusal,
      document_kind: p.document_kind,
      language: p.language,
      name_masked: maskName(p.name),
      mobile_masked: maskMobile(p.mobile),
      document_masked: maskDocument(p.document_number),
      ...(account.roles.some((r) => r.role === 'unit-approver' && r.unit === one.unit) ? { name: p.name } : {}),
      ...(open ? { name: p.name, mobile: p.mobile, document_number: p.document_number } : {}),
    })),
    passes: one.passes.map((p) => (own ? p : { ...p, link: undefined })),
  }
}
export const row = (account, one) => ({
  id: one.id,
  number: one.number,
  state: one.state,
  version: one.version,
  actions: Object.keys(movesOf(account, one)),
  unit: ref(units, one.unit),
  campus: ref(campuses(), one.campus),
  applicant: { id: one.owner, display_name: accounts.find((a) => a.id === one.owner).display_name },
  kind: one.kind,
  purpose: one.purpose,
  host_name: one.host_name,
  first_at: one.periods[0]?.from ?? null,
  last_at: one.periods.at(-1)?.to ?? null,
  entrants: one.persons.length + one.vehicles.length,
  persons: one.persons.length,
  vehicles: one.vehicles.length,
  first_name_masked: one.persons[0] ? maskName(one.persons[0].name) : '',
  submitted_at: one.submitted_at,
  submit_by: submitBy(one),
  decide_by: decideBy(one),
  walk_up: one.walk_up,
  amendment: one.amends !== null,
  assignee: person(one.assignee),
  hints: one.hints.length,
})

export function list(account, query) {
  const which = query.get('view') ?? 'mine'
  const wanted = (query.get('state') || { unit: 'unit-review', security: 'security-review' }[which] || '')
    .split(',')
    .filter(Boolean)
  const q = query.get('q') ?? ''
  const items = store.applications
    .filter((one) => which !== 'mine' || one.owner === account.id)
    .filter((one) => wanted.length === 0 || wanted.includes(one.state))
    .filter((one) => which === 'mine' || one.state !== 'draft')
    .filter((one) => !query.get('campus') || one.campus === Number(query.get('campus')))
    .filter(
      (one) =>
        !q ||
        [
          one.number,
          one.purpose,
          one.host_name,
          ...one.vehicles.map((v) => v.plate),
          ...one.persons.flatMap((p) => [p.name, p.mobile, p.document_number]),
        ].some((text) => text.includes(q)),
    )
  const keys = { deadline: decideBy, visit: (one) => one.periods[0]?.from ?? 0 }
  const key = keys[query.get('sort') ?? (which === 'unit' || which === 'security' ? 'deadline' : 'newest')]
  if (key) items.sort((a, b) => (key(a) ?? 0) - (key(b) ?? 0))
  return { items: items.map((one) => row(account, one)), next: null }
}
export function counts(account) {
  const of = (view) =>
    list(account, new URLSearchParams({ view })).items.reduce(
      (all, one) => ({ ...all, [one.state]: (all[one.state] ?? 0) + 1 }),
      {},
    )
  return { mine: of('mine'), unit: of('unit'), security: of('security') }
}

const INPUT = ['unit', 'campus', 'gates', 'kind', 'purpose', 'host_name', 'host_mobile', 'note', 'asked']
export function fill(one, input) {
  for (const key of INPUT) if (input[key] !== undefined) one[key] = input[key]
  const merge = (list, given, fresh) =>
    given.map((item) => ({ ...fresh, ...list.find((x) => x.id === item.id), ...item, id: item.id ?? uuid() }))
  if (input.periods) one.periods = input.periods.map((p) => ({ id: uuid(), skip_closed: false, ...p }))
  if (input.vehicles) one.vehicles = merge(one.vehicles, input.vehicles, { refused: false, refusal: '' })
  if (input.persons)
    one.persons = merge(one.persons, input.persons, { refused: false, refusal: '', vehicle: null, language: '' })
}

export function check(input) {
  const errors = []
  const need = (path, value) => {
    if (!value || value.length === 0) errors.push({ path, code: 'missing', message: '请填写此项' })
  }
  for (const path of ['purpose', 'unit', 'campus', 'kind', 'gates', 'host_name', 'periods']) need(path, input[path])
  if (!input.persons?.length && !input.vehicles?.length)
    errors.push({ path: 'persons', code: 'missing', message: '至少要有一位访客' })
  input.persons?.forEach((p, i) => {
    for (const field of ['name', 'sex', 'mobile', 'document_number']) need(`persons[${i}].${field}`, p[field])
  })
  input.vehicles?.forEach((v, i) => need(`vehicles[${i}].plate`, v.plate))
  const twice =
    input.persons?.findIndex((p, i) => p.mobile && input.persons.findIndex((other) => other.mobile === p.mobile) < i) ??
    -1
  const submit_by = input.periods?.length ? submitBy(input) : null
  return {
    errors,
    hints:
      twice > 0 ? [{ code: 'mobile-twice', path: `persons[${twice}]`, message: '这个手机号已用于另一位访客' }] : [],
    stretches: stretchesOf(input.periods ?? []),
    submit_by,
    too_late: submit_by !== null && submit_by < now(),
  }
}

export function find(account, id) {
  const one = store.applications.find((x) => x.id === id)
  const mine = one && (one.owner === account.id || account.roles.some((r) => r.role !== 'applicant'))
  if (!mine) throw new Refusal(404, 'not-found', '没有这份申请', '它可能已被删除。')
  return one
}
export function create(account, input, from) {
  const one = blank(account.id)
  fill(one, input)
  if (from) one.persons = one.persons.map((p) => ({ ...p, id: uuid(), refused: false, refusal: '' }))
  one.history.push({
    at: now(),
    who: account.display_name,
    for: null,
    colleague: null,
    role: 'applicant',
    action: 'create',
    from: 'none',
    to: 'draft',
    version: 1,
    remark: '',
    changes: [],
  })
  store.applications.unshift(one)
  return one
}
export function demand(one, version) {
  if (one.version !== version) throw new Refusal(409, 'stale-version', '这份申请刚刚被别人处理过')
}

export function act(account, one, body) {
  const moves = movesOf(account, one)
  if (!(body.action in moves)) throw new Refusal(409, 'not-possible', '现在不能这样操作', '请刷新后查看最新状态。')
  demand(one, body.version)
  if (/submit/.test(body.action)) {
    const { errors, too_late } = check(one)
    if (errors.length) throw new Refusal(422, 'incomplete', '还有内容需要改正', '', errors)
    if (too_late) throw new Refusal(409, 'too-late', '已过所选日期的提交时间', '请改选日期。')
    one.submitted_at = now()
  }
  if (/veto|send-back|refuse|contest/.test(body.action) && !body.remark)
    throw new Refusal(422, 'remark-missing', '请写明理由')
  if (/change/.test(body.action)) {
    if (!body.changes) throw new Refusal(409, 'nothing-changed', '没有任何修改', '如无修改，请直接通过。')
    fill(one, body.changes)
  }
  const changes = Object.keys(body.changes ?? {}).map((path) => ({
    path,
    from: '',
    to: Array.isArray(body.changes[path]) ? '' : String(body.changes[path]),
  }))
  for (const { id, reason } of body.refuse ?? [])
    Object.assign([...one.persons, ...one.vehicles].find((x) => x.id === id) ?? {}, { refused: true, refusal: reason })
  const handed = body.action === 'hand-over'
  if (handed && !colleagues(account, one).items.some((c) => c.id === body.to))
    throw new Refusal(422, 'invalid', '有内容需要改正', '', [
      { path: 'to', code: 'colleague', message: '请选择能审批此申请的同事。' },
    ])
  if (handed || moves[body.action] !== one.state) one.assignee = handed ? body.to : null
  const step = handed ? one.state : body.action
  const role = step.startsWith('unit') ? 'unit' : step.startsWith('security') ? 'security' : 'applicant'
  one.history.push({
    at: now(),
    who: account.display_name,
    for: null,
    colleague: handed ? nameOf(body.to) : null,
    role,
    action: body.action,
    from: one.state,
    version: one.version + 1,
    to: moves[body.action],
    remark: body.remark ?? '',
    changes,
  })
  one.state = moves[body.action]
  one.version++
  one.proposal = one.state === 'confirming' ? changes : null
  if (one.state === 'approved') one.passes = passesOf(one)
  return one
}

export function importRows(text) {
  const rows = text
    .split(/\r?\n/)
    .map((line, i) => [i + 1, line.split(/[\t,，]/).map((cell) => cell.trim())])
    .filter(([, cells]) => cells[0] && cells[0] !== '姓名')
  return {
    truncated: false,
    rows: rows.map(([line, [name, mobile = '', number = '', plate = '']]) => {
      const errors = /^1\d{10}$/.test(mobile) ? [] : [{ column: 'mobile', code: 'length', message: '手机号应为 11 位' }]
      return {
        line,
        person: { name, mobile, document_number: number, document_kind: 'resident-id', sex: 'M', language: '' },
        plate,
        errors,
        repaired: [],
      }
    }),
  }
}
export const visitors = (q) =>
  people()
    .filter((p) => p.name.includes(q))
    .map((p) => ({
      name: p.name,
      sex: p.sex,
      mobile: p.mobile,
      document_kind: p.document_kind,
      document_number: p.document_number,
      name_masked: maskName(p.name),
      mobile_masked: maskMobile(p.mobile),
      document_masked: maskDocument(p.document_number),
      language: p.language,
      last_at: now() - 86_400_000 * 20,
    }))
export { kinds }
