/* The mock's texts of messages: two kinds of the server's table are enough for the pages. */
import { now } from './data.mjs'

const LINK = 'https://visit.example.edu.cn/p/2b7dq4mzr8kxw5tn3c6vpq'
const KINDS = [
  {
    kind: 'pass-issued',
    forms: ['sms'],
    link: true,
    placeholders: ['name', 'place', 'host', 'number', 'link', 'document', 'gates', 'periods'],
    usual: [
      '[{name}，]您{periods}到{place}的入校申请已通过，接待人{host}。请从{gates}入校，出示通行码 {link} 和{document}，勿转发。',
      '[Dear {name}, ]your visit to {place} is approved: {periods}, {gates}. Host: {host}. Show the code and your {document} at the gate: {link}',
    ],
  },
  {
    kind: 'arrived',
    forms: ['sms', 'mail'],
    link: false,
    placeholders: ['name', 'number', 'gates', 'time'],
    usual: [
      '您的访客{name}已于{time}从{gates}入校（申请{number}）。',
      'Your visitor {name} came in at {time}, {gates} (application {number}).',
    ],
  },
]
const VALUES = {
  name: '王小明',
  place: '示范大学主校区',
  host: '张伟',
  number: '26113000001',
  link: LINK,
  document: '身份证',
  gates: '南门',
  periods: '12月2日08:00-18:00',
  time: '08:05',
}

const fill = (text) => text.replace(/[[\]]/g, '').replace(/\{([a-z]+)\}/g, (_all, name) => VALUES[name] ?? '')

export function messageTexts(Refusal) {
  const items = KINDS.flatMap(({ kind, forms, link, placeholders, usual }) =>
    forms.flatMap((form) =>
      usual.map((words, i) => ({
        kind,
        form,
        language: i ? 'en' : 'zh',
        text: '',
        usual: words,
        version: kind === 'pass-issued' && !i ? 2 : 0,
        placeholders,
        link,
        lines: form === 'mail',
      })),
    ),
  )
  const find = (params) =>
    items.find((one) => ['kind', 'form', 'language'].every((member) => one[member] === params[member]))
  const list = () => ({ items, next: null })
  return {
    'GET /api/message-texts': list,
    'GET /api/message-texts/:kind/:form/:language': ({ params }) => ({
      items: find(params).version
        ? [
            { version: 2, text: '', at: now() - 3_600_000, by: '系统管理员' },
            { version: 1, text: '{name}，您好。请出示通行码：{link}', at: now() - 86_400_000, by: '系统管理员' },
          ]
        : [],
      next: null,
    }),
    'PUT /api/message-texts/:kind/:form/:language': ({ params, body }) => {
      Object.assign(find(params), { text: body.text, version: body.version + 1 })
      return list()
    },
    'POST /api/message-texts/:kind/:form/:language/preview': ({ params, body }) => {
      const one = find(params)
      const text = body.text || one.usual
      const unknown = [...text.matchAll(/\{([a-z]+)\}/g)]
        .map((all) => all[1])
        .find((name) => !one.placeholders.includes(name))
      if (unknown)
        throw new Refusal(422, 'invalid', '有内容需要改正', '', [
          { path: 'text', code: 'placeholder', message: `这条消息没有占位符 ${unknown}。` },
        ])
      const words = fill(text)
      const units = words.length + 12
      return {
        text: words,
        alphabet: 'ucs-2',
        units,
        per_part: units > 70 ? 67 : 70,
        parts: units > 70 ? Math.ceil(units / 67) : 1,
        signature: 12,
      }
    },
    'POST /api/message-texts/:kind/:form/:language/test': () => ({ accepted: true, error: '' }),
  }
}
