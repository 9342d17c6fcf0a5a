/* The mock's list of remarks about the system. */
import { accounts, now, uuid } from './data.mjs'

const AGENT = 'Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 Mobile MicroMessenger/8.0'
const ADMIN = accounts.find((one) => one.name === 'admin').display_name
const SAID = [
  ['open', 'page', '/applications/new', '填写车牌时键盘挡住了“下一步”按钮，每次都要先收起键盘。', true],
  ['open', 'pass', '', '地图上的南门位置不对，我走到了西门。', false],
  ['answered', 'page', '/approve', '希望审批列表能按日期排序。', false],
  ['open', 'mail', '', '短信里的链接在旧手机上打不开。', false],
  ['closed', 'page', '/security/entries', '导出的表格里时间少了秒。', true],
]

export function feedback() {
  const all = SAID.map(([state, origin, page, text, picture], i) => ({
    id: uuid(),
    at: now() - i * 40_000_000 - 900_000,
    last_at: now() - i * 40_000_000 - 600_000,
    origin,
    page,
    campus: i === 3 ? 0 : 1,
    from: origin === 'page' ? accounts[i % 3].display_name : null,
    application_number: origin === 'pass' ? '26112400017' : null,
    agent: AGENT,
    text,
    picture,
    state,
    history:
      state === 'open'
        ? []
        : [{ at: now() - i * 40_000_000, by: ADMIN, action: 'answered', text: '已安排修改，谢谢。' }],
  }))
  const shown = ({ history: _, ...one }) => one
  const own = ({ id, at, page, text, picture, state, history }) => ({
    id,
    at,
    page,
    text,
    picture,
    state,
    answers: history.filter((step) => step.action === 'answered').map((step) => ({ at: step.at, text: step.text })),
  })
  const find = (params) => all.find((one) => one.id === params.id)
  function act(one, { action, text }) {
    const step = { answer: 'answered', close: 'closed', reopen: 'reopened' }[action]
    one.state = { answer: one.state === 'closed' ? 'closed' : 'answered', close: 'closed', reopen: 'open' }[action]
    one.last_at = now()
    one.history.push({ at: now(), by: ADMIN, action: step, text: text ?? '' })
    return null
  }
  return {
    'GET /api/feedback': ({ query }) => ({
      items: all
        .filter((one) => !query.get('state') || one.state === query.get('state'))
        .filter((one) => !query.get('campus') || one.campus === Number(query.get('campus')))
        .map(shown),
      next: null,
    }),
    'POST /api/feedback': ({ body, session }) => {
      const one = { ...all[0], ...body, id: uuid(), at: now(), last_at: now(), history: [], state: 'open' }
      all.unshift({ ...one, picture: Boolean(body.picture), from: session?.account?.display_name ?? all[0].from })
      return [201, { id: one.id }]
    },
    'GET /api/feedback/own': () => ({ items: all.filter((one) => one.origin === 'page').map(own), next: null }),
    'GET /api/feedback/count': () => ({ open: all.filter((one) => one.state === 'open').length }),
    'GET /api/feedback/:id': ({ params }) => find(params),
    'POST /api/feedback/:id/actions': ({ params, body }) => act(find(params), body),
  }
}
