/* The mock's roll calls: those who are inside, with their names. */
import { now, uuid } from './data.mjs'

const NAMES = ['李想', '阿不都热依木·买买提', '张小三', '王小明']
const OFFICER = '保卫处 周老师'

export function rollCalls(inside) {
  const held = []
  const counts = ({ rows }) => {
    const found = (those) => rows.filter(those).length
    return {
      total: rows.length,
      open: found((one) => one.mark === 'open' && one.left_at === null),
      safe: found((one) => one.mark === 'safe'),
      missing: found((one) => one.mark === 'missing'),
      not_here: found((one) => one.mark === 'not-here'),
      left: found((one) => one.mark === 'open' && one.left_at !== null),
    }
  }
  const summary = (one) => ({
    id: one.id,
    campus: one.campus,
    started_at: one.started_at,
    started_by: OFFICER,
    ended_at: one.ended_at,
    ended_by: one.ended_at ? OFFICER : null,
    ended_at_booth: null,
    counts: counts(one),
  })
  const of = (id) => held.find((one) => one.id === id)
  const row = (
    { subject, pass, vehicle, since, gate, gate_name, gate_name_en, plate, in_car, unit, application },
    i,
  ) => ({
    subject,
    pass,
    vehicle,
    since,
    gate,
    gate_name,
    gate_name_en,
    plate,
    in_car,
    unit,
    application,
    person: NAMES[i] ?? null,
    late: i === 3,
    mark: 'open',
    conflict: false,
    marked_at: null,
    marked_by: null,
    left_at: i === 2 ? now() - 60_000 : null,
  })
  const start = (campus) => {
    const rows = campus === 1 ? inside.map(row).filter((one) => !one.vehicle || one.plate === null) : []
    held.unshift({ id: uuid(), campus, started_at: now() - 300_000, ended_at: null, rows, ticks: [] })
    return held[0]
  }
  const tick = (roll, subject, mark) => {
    const one = roll.rows.find((each) => each.subject === subject)
    if (!one) return [404, null]
    Object.assign(one, { mark, marked_at: now(), marked_by: OFFICER })
    roll.ticks.push({ subject, mark, at: now(), by: OFFICER, booth: null })
    return null
  }
  return {
    'GET /api/roll-calls': ({ query }) => ({
      items: held.filter((one) => !query.get('campus') || one.campus === Number(query.get('campus'))).map(summary),
      next: null,
    }),
    'POST /api/roll-calls': ({ body }) => {
      const running = held.find((one) => one.campus === body.campus && one.ended_at === null)
      return running ? { id: running.id, started: false } : [201, { id: start(body.campus).id, started: true }]
    },
    'GET /api/roll-calls/:id': ({ params }) =>
      of(params.id)
        ? { ...summary(of(params.id)), at: now(), items: of(params.id).rows, ticks: of(params.id).ticks }
        : [404, null],
    'POST /api/roll-calls/:id/ticks': ({ params, body }) => tick(of(params.id), body.subject, body.mark),
    'POST /api/roll-calls/:id/end': ({ params }) => (Object.assign(of(params.id), { ended_at: now() }), null),
  }
}
