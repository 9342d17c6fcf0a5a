/* The mock's filings by mail. */
import { accounts, now, residentId, uuid } from './data.mjs'

const NAMES = ['王晓明', '李娜', '欧阳明月', '陈志远', '赵敏']
const rowOf = (name, i) => ({
  line: i + 2,
  person: {
    name,
    sex: 'M',
    mobile: i === 3 ? '1380013' : `1380013800${i}`,
    document_kind: 'resident-id',
    document_number: residentId('110105', '19900307', `45${i}`),
    language: '',
  },
  plate: i === 0 ? '京A12345' : '',
  errors: i === 3 ? [{ column: 'mobile', code: 'length', message: '手机号应为 11 位' }] : [],
  repaired: [],
})
const LONG = ['text', 'file', 'list_fault', 'rows']
const mail = (ago, more) => ({
  id: uuid(),
  state: 'open',
  reason: '',
  arrived_at: now() - ago,
  people: 0,
  faulty: 0,
  from: 'wang@dept.example.edu.cn',
  from_name: '王老师',
  subject: '12 月 8 日学术讲座访客名单',
  text: '您好：\n\n附件是讲座访客名单，请协助办理入校。\n\n谢谢！\n王老师',
  file: '',
  list_fault: 'none',
  rows: [],
  ...more,
})

export function mails(store, { act, check, create, view }, Refusal) {
  const rows = NAMES.map(rowOf)
  const all = [
    mail(600_000, { people: 5, faulty: 1, file: '访客名单.xlsx', list_fault: '', rows }),
    mail(7_200_000, { people: 2, file: '名单.csv', list_fault: '', rows: rows.slice(0, 2), subject: '设备维修人员' }),
    mail(9_000_000, { from: 'zhao@example.com', from_name: '', subject: '', text: '明天有三位客人来访。' }),
    mail(3_600_000, { state: 'aside', reason: 'forged', from: 'rector@example.edu.cn', from_name: '校长办公室' }),
    mail(5_400_000, { state: 'aside', reason: 'bomb', subject: '名单' }),
    mail(9_900_000, { state: 'aside', reason: 'loop', from: 'noreply@example.com', subject: '自动回复：您好' }),
  ]
  const find = (id, state = ['open', 'aside']) => {
    const one = all.find((x) => x.id === id && state.includes(x.state))
    if (!one) throw new Refusal(404, 'not-found', '没有这封邮件', '它可能已被删除或受理。')
    return one
  }
  const heads = (one) => Object.fromEntries(Object.entries(one).filter(([key]) => !LONG.includes(key)))
  return {
    'GET /api/mail-filings': ({ query }) => ({
      items: all.filter((one) => one.state === (query.get('state') || 'open')).map(heads),
      next: null,
    }),
    'GET /api/mail-filings/:id': ({ params }) => find(params.id),
    'POST /api/mail-filings/:id/take': ({ account, params, body }) => {
      const one = find(params.id, ['open'])
      const persons = body.persons ?? one.rows.map((row) => ({ ...row.person, vehicle: null }))
      const input = { ...body, persons }
      const { errors } = check(input)
      if (errors.length) throw new Refusal(422, 'incomplete', '还有内容需要改正', '', errors)
      const owner = accounts[0]
      const made = create(owner, input)
      made.by_mail = true
      act(owner, made, { action: 'submit', version: made.version })
      made.state = 'security-review'
      one.state = 'taken'
      return [201, view(account, made)]
    },
    'DELETE /api/mail-filings/:id': ({ params }) => {
      find(params.id).state = 'deleted'
      return null
    },
  }
}
