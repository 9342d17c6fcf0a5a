/* The mock's inbox of exceptions. */
import { accounts, now, uuid } from './data.mjs'

const KINDS = [
  'double-use',
  'override',
  'altered',
  'gap',
  'broken',
  'emergency',
  'forged',
  'revoked-pass',
  'unknown-vehicle',
  'silent',
  'camera',
  'disk',
  'clock',
  'temperature',
  'unwell',
  'unusable',
  'another-journal',
  'revoked-booth',
]
const OF_A_PASS = ['double-use', 'override', 'revoked-pass']
const PEOPLE = accounts
  .filter((one) => ['guard', 'admin'].includes(one.name))
  .map((one) => ({ id: one.id, name: one.display_name }))

export function exceptions() {
  const application = uuid()
  const device = uuid()
  const all = KINDS.map((kind, i) => {
    const at = now() - i * 2_100_000 - 240_000
    const entry = { id: uuid(), at, override: kind === 'override' ? 'phone-confirmed' : 'none' }
    return {
      id: uuid(),
      kind,
      campus: 1,
      gate: i % 2,
      gate_name: i % 2 ? '北门' : '南门',
      gate_name_en: i % 2 ? 'North Gate' : 'South Gate',
      device,
      device_name: i % 2 ? '主校区北门车道' : '主校区南门 1 号岗',
      entry: [
        'silent',
        'camera',
        'disk',
        'clock',
        'temperature',
        'unwell',
        'altered',
        'unusable',
        'emergency',
        'another-journal',
      ].includes(kind)
        ? null
        : entry,
      other:
        kind === 'double-use' ? { id: uuid(), at: at - 231_000, gate_name: '北门', gate_name_en: 'North Gate' } : null,
      pass: OF_A_PASS.includes(kind)
        ? { id: uuid(), number: '7KM-2QX-R4A', application, application_number: '26112400017' }
        : null,
      first_at: at - (i % 3) * 600_000,
      last_at: at,
      count: 1 + (i % 3),
      state: i < 11 ? 'open' : 'closed',
      assignee: i === 1 ? PEOPLE[0] : null,
      closed: i < 11 ? null : { at: at + 900_000, by: PEOPLE[0].name, reason: 'checked' },
      history:
        i === 1
          ? [
              {
                at: at + 60_000,
                by: PEOPLE[0].name,
                action: 'assigned',
                assignee: PEOPLE[0].name,
                reason: null,
                remark: '',
              },
              {
                at: at + 90_000,
                by: PEOPLE[0].name,
                action: 'remarked',
                assignee: null,
                reason: null,
                remark: '已致电接待人。',
              },
            ]
          : [],
    }
  })
  const shown = ({ history, ...one }) => (void history, one)
  const fits = (query) => (one) =>
    (!query.get('kind') || one.kind === query.get('kind')) &&
    (!query.get('state') || one.state === query.get('state')) &&
    (!query.get('gate') || one.gate === Number(query.get('gate'))) &&
    (!query.get('campus') || one.campus === Number(query.get('campus'))) &&
    (!query.get('assignee') || (one.assignee?.id ?? -1) === Number(query.get('assignee')))
  const act = (one, { action, assignee, reason, remark }) => {
    const person = PEOPLE.find((candidate) => candidate.id === assignee) ?? null
    if (action === 'assign') one.assignee = person
    if (action === 'close') Object.assign(one, { state: 'closed', closed: { at: now(), by: PEOPLE[0].name, reason } })
    if (action === 'reopen') Object.assign(one, { state: 'open', closed: null })
    one.history.push({
      at: now(),
      by: PEOPLE[0].name,
      action: { assign: 'assigned', remark: 'remarked', close: 'closed', reopen: 'reopened' }[action],
      assignee: action === 'assign' ? (person?.name ?? null) : null,
      reason: reason ?? null,
      remark: remark ?? '',
    })
    return null
  }
  return {
    'GET /api/exceptions/count': () => ({
      open: all.filter((one) => one.state === 'open').length,
      own: all.filter((one) => one.state === 'open' && one.assignee?.id === PEOPLE[0].id).length,
    }),
    'GET /api/exceptions': ({ query }) => ({ items: all.filter(fits(query)).map(shown), next: null }),
    'GET /api/exceptions/:id': ({ params }) => ({ ...all.find((one) => one.id === params.id), assignees: PEOPLE }),
    'POST /api/exceptions/:id/actions': ({ params, body }) =>
      act(
        all.find((one) => one.id === params.id),
        body,
      ),
  }
}
