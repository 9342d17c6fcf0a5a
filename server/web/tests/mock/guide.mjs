/* The mock's texts of the university's notice. */
import { now } from './data.mjs'

const USUAL = {
  hall: ['校外人员和车辆入校须预约。**请至少提前一天申请。**', 'Visitors need a reservation. **Apply a day before.**'],
  times: ['- 工作日 8:00 至 22:00\n- 节假日见通知', '- Working days 8:00 to 22:00\n- Holidays as announced'],
  categories: ['', ''],
  check: ['请核对无误后再提交。', 'Check everything before you submit.'],
  pass: ['', ''],
  trial: ['系统试运行', 'Trial period'],
}

const texts = Object.entries(USUAL).flatMap(([name, both]) =>
  both.map((text, i) => ({ name, language: i ? 'en' : 'zh', text, version: 1 })),
)
const find = ({ name, language }) => texts.find((one) => one.name === name && one.language === language)

const languageOf = (request) => (request.headers['accept-language']?.startsWith('en') ? 'en' : 'zh')

/* Open to everybody: the page for signing in shows the notice. */
export const guide = {
  'GET /api/guide': ({ request }) => ({
    texts: Object.fromEntries(
      Object.keys(USUAL)
        .filter((name) => name !== 'trial')
        .map((name) => [name, find({ name, language: languageOf(request) }).text]),
    ),
    closed: [],
    trial: '',
    mailbox: 'gate@example.edu.cn',
    feedback: '',
  }),
}

export const guideTexts = {
  'GET /api/page-texts': () => ({ items: texts, next: null }),
  'GET /api/page-texts/:name/:language': ({ params }) => ({
    items: [{ version: 1, text: find(params).text, at: now() - 86_400_000, by: '系统管理员' }],
    next: null,
  }),
  'PUT /api/page-texts/:name/:language': ({ params, body }) => {
    Object.assign(find(params), { text: body.text, version: body.version + 1 })
    return { items: texts, next: null }
  },
}
