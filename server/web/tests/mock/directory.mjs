/* The mock's campus directory: a run ends when it is asked about a second time. */
import { accounts, now, units, uuid } from './data.mjs'

const HOUR = 3_600_000
const ADMIN = accounts.find((one) => one.name === 'admin').display_name
const CHANGES = [
  ['account-closed', '20111034', '周立', '', ''],
  ['account-kept', '20080012', '系统管理员', '', ''],
  ['unit-closed', '0790', '继续教育处', '', ''],
  ['heads', '0100', '信息科学技术学院', '李敏 (20030021)', '钱程 (20090077), 吴双 (20150110)'],
  ['unit-moved', '0130', '网络中心', '0100', '0200'],
  ['unit-renamed', '0200', '图书馆', '图书馆', '图书与档案馆'],
  ['unit-new', '0310', '人工智能研究院', '', ''],
  ['account-changed', '20150110', '吴双', '', 'email unit'],
]

export function directory() {
  const settings = {
    kind: 'ldap',
    start_tls: true,
    daily: true,
    apply_daily: true,
    at_minute: 180,
    brake_percent: 10,
    has_secret: true,
    url: 'ldaps://ldap.example.edu.cn',
    bind_dn: 'cn=gatehouse,dc=example,dc=edu,dc=cn',
    units_base: 'ou=units,dc=example,dc=edu,dc=cn',
    units_filter: '(objectClass=organizationalUnit)',
    unit_code: 'ou',
    unit_name: 'description',
    unit_name_en: '',
    unit_parent: '',
    unit_head: 'manager',
    unit_deputies: 'secretary',
    people_base: 'ou=people,dc=example,dc=edu,dc=cn',
    people_filter: '(objectClass=inetOrgPerson)',
    person_number: 'employeeNumber',
    person_name: 'cn',
    person_email: 'mail',
    person_mobile: 'mobile',
    person_unit: 'departmentNumber',
    person_state: '',
    state_active: '',
    units_file: 'units.csv',
    people_file: 'people.csv',
  }
  const run = (id, purpose, state, more) => ({
    id,
    purpose,
    state,
    source: 'ldap',
    by: purpose === 'daily' ? null : ADMIN,
    asked_at: now() - (9 - id) * 20 * HOUR,
    ended_at: now() - (9 - id) * 20 * HOUR + 4000,
    units: 312,
    people: 9874,
    skipped: 0,
    counts: {},
    fault: '',
    detail: '',
    settled_at: null,
    settled_by: null,
    ...more,
  })
  const runs = [
    run(8, 'preview', 'held', {
      skipped: 2,
      counts: Object.fromEntries(CHANGES.map(([change]) => [change, change === 'account-closed' ? 214 : 1])),
    }),
    run(7, 'daily', 'same', {}),
    run(6, 'daily', 'failed', { fault: 'sign-in', detail: 'Invalid credentials', units: 0, people: 0 }),
    run(5, 'preview', 'applied', { counts: { 'unit-new': 312, heads: 298 }, settled_at: now(), settled_by: ADMIN }),
  ]
  const hosts = [
    {
      application: uuid(),
      number: '26112400017',
      host: '周立',
      unit: units[0].name,
      last_at: now() + 30 * HOUR,
    },
  ]
  const vacant = units.slice(0, 3).map((one, i) => ({
    id: one.id,
    name: one.name,
    name_en: one.name_en,
    code: ['0790', '0130', ''][i],
    directory_heads: i < 2,
    named: i,
    waiting: i === 0 ? 3 : 0,
  }))
  function end(one) {
    if (one.state !== 'asked') return one
    Object.assign(one, { state: one.purpose === 'test' ? 'tested' : 'waiting', ended_at: now() })
    if (one.purpose !== 'test') one.counts = { heads: 1, 'unit-renamed': 1 }
    return one
  }
  const answer = () => ({ settings, last: runs[0] ?? null, vacancies: vacant.length })
  const find = (params) => runs.find((one) => one.id === Number(params.id))
  const waits = (one) => one.state === 'waiting' || one.state === 'held'
  const changesOf = (one) =>
    CHANGES.filter(([change]) => one.counts[change]).map(([change, code, name, before, after]) => ({
      change,
      code,
      name,
      before,
      after,
    }))
  let asked = 0
  return {
    'GET /api/admin/directory': () => {
      const now = structuredClone(answer())
      if (runs[0]?.state === 'asked' && ++asked > 1) end(runs[0])
      return now
    },
    'PUT /api/admin/directory': ({ body }) => {
      const { secret, ...rest } = body
      Object.assign(settings, rest)
      if (secret !== undefined) settings.has_secret = secret !== ''
      return answer()
    },
    'GET /api/admin/directory/runs': () => ({ items: runs, next: null }),
    'POST /api/admin/directory/runs': ({ body }) => {
      asked = 0
      for (const one of runs) if (waits(one) && body.purpose === 'preview') one.state = 'discarded'
      runs.unshift(run(runs.length + 5, body.purpose, 'asked', { asked_at: now(), ended_at: null }))
      return [201, { id: runs[0].id }]
    },
    'GET /api/admin/directory/runs/:id': ({ params }) => {
      const one = find(params)
      return one && { ...one, changes: waits(one) ? changesOf(one) : [], same: true }
    },
    'POST /api/admin/directory/runs/:id/actions': ({ params, body }) => {
      const one = find(params)
      if (!one) return undefined
      Object.assign(one, {
        state: body.action === 'discard' ? 'discarded' : 'applied',
        settled_at: now(),
        settled_by: ADMIN,
      })
      return null
    },
    'GET /api/admin/directory/vacancies': () => ({ units: vacant, hosts }),
  }
}
