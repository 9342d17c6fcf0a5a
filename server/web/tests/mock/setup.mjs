/* The first-run set-up: any token but "gone" is that of a valid link, with a plan of its own. */
import { Refusal } from './applications.mjs'
import { now } from './data.mjs'

const plans = new Map()
const CALLED = { name: '请填写此项', name_en: '请填写此项' }

function names(thing, path) {
  return Object.entries(CALLED)
    .filter(([key]) => !thing[key])
    .map(([key, message]) => ({ path: `${path}.${key}`, code: 'missing', message }))
}
function missing(plan) {
  const one = (path) => ({ path, code: 'missing', message: '请填写此项' })
  const found = plan.university ? [] : [one('university')]
  if (!plan.campuses) found.push(one('campuses'))
  plan.campuses?.forEach((campus, i) => {
    found.push(...names(campus, `campuses[${i}]`))
    campus.gates.forEach((gate, j) => found.push(...names(gate, `campuses[${i}].gates[${j}]`)))
  })
  if (!plan.units) found.push(one('units'))
  plan.units?.forEach((unit, i) => found.push(...names(unit, `units[${i}]`)))
  if (!plan.administrator?.display_name) found.push(one('administrator.display_name'))
  return found
}
function find({ token }) {
  if (token === 'gone') throw new Refusal(404, 'not-found', '链接无效', '')
  if (!plans.has(token)) plans.set(token, { version: 1, plan: {} })
  return plans.get(token)
}
const state = ({ version, plan }) => ({
  expires_at: now() + 3_600_000,
  version,
  plan,
  missing: missing(plan),
  zones: [
    { name: 'Asia/Shanghai', minutes: 480 },
    { name: 'Asia/Urumqi', minutes: 360 },
  ],
  channels: { sms: true, email: false },
})

export const setup = ({ TOTP, RECOVERY, signedInAs }) => ({
  'POST /api/setup': ({ body }) => state(find(body)),
  'PUT /api/setup': ({ body }) => {
    const one = find(body)
    if (body.version !== one.version) throw new Refusal(409, 'stale-version', '内容已变化', '')
    Object.assign(one.plan, body.plan)
    one.version++
    return state(one)
  },
  'POST /api/setup/totp': ({ body }) => (find(body), TOTP),
  'POST /api/setup/test': ({ body }) => (
    find(body),
    { accepted: !body.to.endsWith('0'), error: body.to.endsWith('0') ? 'no such number' : '' }
  ),
  'POST /api/setup/finish': ({ body }) => {
    const one = find(body)
    if (body.code === '000000' || missing(one.plan).length)
      throw new Refusal(422, 'invalid', '有内容需要更正', '', [
        { path: 'code', code: 'wrong', message: '验证码不正确' },
      ])
    return [200, { recovery_codes: RECOVERY }, signedInAs()]
  },
})
