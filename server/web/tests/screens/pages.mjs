/* Every page: who is signed in, and what happens on it before the picture is taken. */
import { ask } from '../browser.mjs'
import { LISTS } from './lists.mjs'
import { REVIEW } from './review.mjs'

/* Password per account; null: nobody is signed in. */
export const PEOPLE = {
  nobody: null,
  zhang: 'demo-password',
  li: 'demo-password',
  guard: 'demo-password',
  admin: 'demo-password',
}

/* The oldest draft: the walk makes newer ones. */
const firstId = (view, state) => async (get) =>
  (await get(`/api/applications?view=${view}&state=${state}`)).items.at(-1).id
const mine =
  (state, tail = '') =>
  async (get) =>
    `/app/applications/${await firstId('mine', state)(get)}${tail}`
const waiting = (view, path) => async (get) =>
  path(await firstId(view, view === 'unit' ? 'unit-review' : 'security-review')(get))
/* The first row of a queue for which this holds. */
const found = (view, fits, path) => async (get) =>
  path((await get(`/api/applications?view=${view}`)).items.find(fits).id)
const STATES = ['unit-review', 'sent-back', 'confirming', 'acknowledging', 'approved', 'vetoed', 'cancelled']

/* Brings the first-run set-up to a step, as if the earlier ones had been kept. */
const PLAN = {
  university: '示例大学',
  university_en: 'Example University',
  zone: 'Asia/Shanghai',
  campuses: [
    { name: '主校区', name_en: 'Main campus', gates: [{ name: '南门', name_en: 'South gate', vehicles: true }] },
  ],
  units: [{ name: '图书馆', name_en: 'Library' }],
  administrator: { name: 'admin', display_name: '系统管理员', email: '', mobile: '' },
}
const setUp = async (page, step) => {
  const members = Object.entries(PLAN).slice(0, [0, 3, 4, 5, 6, 6][step])
  const token = await page.evaluate(() => sessionStorage.getItem('gatehouse-setup'))
  const { version } = await ask(page, '/api/setup', { method: 'POST', data: { token } })
  await ask(page, '/api/setup', { method: 'PUT', data: { token, version, plan: Object.fromEntries(members) } })
  await page.reload()
  if (step < 5) return
  await page.locator('button[type=submit]').last().click()
  await page.waitForSelector('input[autocomplete=one-time-code]')
}

/* Adds a guard with a badge, whose picture is then shown. */
export const makeBadge = async (page) => {
  await page.click('main .button-primary')
  await page.locator('dialog input[type=text], dialog input:not([type])').first().fill('孙师傅')
  await page.fill('dialog input[type=password]', '27182818')
  await page.locator('dialog input[name=badge][value=new]').check()
  await page.click('dialog button[type=submit]')
  await page.waitForSelector('dialog img.badge')
}

const beginFactor = async (page) => {
  await page.fill('input[name=password]', 'demo-password')
  await page.click('button[type=submit]')
  await page.waitForSelector('input[autocomplete=one-time-code]')
}

const endOthers = async (page) => {
  await page.getByRole('button', { name: /其他|everywhere else/ }).click()
  await page.waitForSelector('dialog input[type=password]')
}

export const PAGES = [
  { name: 'sign-in', as: 'nobody', path: '/app/sign-in' },
  {
    name: 'sign-in-totp',
    as: 'nobody',
    path: '/app/sign-in',
    then: async (page) => {
      await page.fill('input[name=username]', 'admin')
      await page.fill('input[name=password]', 'totp')
      await page.click('button[type=submit]')
      await page.waitForSelector('input[autocomplete=one-time-code]')
    },
  },
  {
    name: 'sign-in-wrong',
    as: 'nobody',
    path: '/app/sign-in',
    then: async (page) => {
      await page.fill('input[name=username]', 'zhang')
      await page.fill('input[name=password]', 'wrong')
      await page.click('button[type=submit]')
      await page.waitForSelector('[role=alert]')
    },
  },
  { name: 'invited', as: 'nobody', path: '/app/invited/abcdefghijklmnopqrstuv' },
  { name: 'invited-gone', as: 'nobody', path: '/app/invited/gone' },
  { name: 'setup', as: 'nobody', path: '/app/setup#screens' },
  { name: 'setup-gone', as: 'nobody', path: '/app/setup#gone' },
  { name: 'setup-campuses', as: 'nobody', path: '/app/setup#campuses', then: (page) => setUp(page, 1) },
  { name: 'setup-units', as: 'nobody', path: '/app/setup#units', then: (page) => setUp(page, 2) },
  { name: 'setup-administrator', as: 'nobody', path: '/app/setup#administrator', then: (page) => setUp(page, 3) },
  { name: 'setup-messages', as: 'nobody', path: '/app/setup#messages', then: (page) => setUp(page, 4) },
  { name: 'setup-finish', as: 'nobody', path: '/app/setup#finish', then: (page) => setUp(page, 5) },
  { name: 'hall', as: 'nobody', path: '/app/hall' },
  { name: 'not-found', as: 'nobody', path: '/app/nowhere' },

  { name: 'applications', as: 'zhang', path: '/app/applications' },
  { name: 'editor-basics', as: 'zhang', path: mine('draft', '/edit') },
  { name: 'editor-new', as: 'zhang', path: '/app/applications/new' },
  { name: 'editor-periods', as: 'zhang', path: mine('draft', '/edit?step=periods') },
  {
    name: 'editor-stretches',
    as: 'zhang',
    path: '/app/applications/new?step=periods',
    then: async (page) => {
      await page.goto(page.url().replace('periods', 'basics'))
      await page.locator('input[name=kind]').nth(1).check()
      await page.locator('.step').nth(1).click()
      const { items } = await ask(page, '/api/campuses')
      const closed = items[0].days.findIndex((one) => !one.open)
      await page
        .locator('input[type=date]')
        .nth(1)
        .fill(items[0].days[closed + 2].date)
      await page.waitForSelector('.notice li')
    },
  },
  {
    name: 'editor-faults',
    as: 'zhang',
    path: '/app/applications/new',
    then: async (page) => {
      await page.locator('.actions .button-primary').click()
      await page.waitForSelector('.field-error')
    },
  },
  {
    name: 'applications-drop',
    as: 'zhang',
    path: '/app/applications',
    viewport: true,
    then: async (page) => {
      await page.locator('article .button-bad').first().click()
      await page.waitForSelector('dialog')
    },
  },
  {
    name: 'approve-stretches',
    as: 'li',
    path: async (get) =>
      `/app/approve/${(await get('/api/applications?view=unit&state=unit-review')).items.find((one) => one.kind === 'works').id}`,
  },
  { name: 'editor-entrants', as: 'zhang', path: mine('draft', '/edit?step=entrants') },
  {
    name: 'editor-plate-keys',
    as: 'zhang',
    path: mine('draft', '/edit?step=entrants'),
    then: async (page) => {
      await page.fill('.plate', '')
      await page.click('[aria-controls$=keys]')
      await page.waitForSelector('.keys')
    },
  },
  {
    name: 'editor-person',
    as: 'zhang',
    path: mine('draft', '/edit?step=entrants'),
    // A passport: its holder's language is asked.
    then: (page) => page.locator('.persons .head').last().click(),
  },
  {
    name: 'editor-book',
    as: 'zhang',
    path: mine('draft', '/edit?step=entrants'),
    viewport: true,
    then: (page) => page.click('.ways button:nth-child(2)'),
  },
  {
    name: 'editor-import',
    as: 'zhang',
    path: mine('draft', '/edit?step=entrants'),
    viewport: true,
    then: async (page) => {
      await page.click('.ways button:nth-child(3)')
      await page.fill(
        'dialog textarea',
        '姓名\t手机\t证件\n孙悦\t13812340000\t11010519491231002X\n周游\t1381234\t11010519491231002X',
      )
      await page.click('dialog button.button-block')
      await page.waitForSelector('dialog [role=status] .lines')
      await page.locator('dialog [role=status]').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'editor-invite',
    as: 'zhang',
    path: mine('draft', '/edit?step=entrants'),
    viewport: true,
    then: async (page) => {
      await page.click('.ways button:nth-child(4)')
      await page.fill('dialog input', '王先生')
      await page.click('dialog button[type=submit]')
      await page.waitForSelector('dialog .lines')
    },
  },
  { name: 'editor-amend', as: 'zhang', path: mine('sent-back', '/edit') },
  { name: 'editor-amend-review', as: 'zhang', path: mine('sent-back', '/edit?step=review') },
  {
    name: 'editor-review',
    as: 'zhang',
    path: mine('draft', '/edit?step=review'),
    then: (page) => page.waitForSelector('.compared'),
  },
  {
    name: 'editor-review-empty',
    as: 'zhang',
    path: '/app/applications/new?step=review',
    then: (page) => page.waitForSelector('.fault'),
  },
  { name: 'receipt', as: 'zhang', path: mine('unit-review', '/receipt') },
  ...STATES.map((state) => ({ name: `detail-${state}`, as: 'zhang', path: mine(state) })),
  {
    name: 'detail-cancel',
    as: 'zhang',
    path: mine('approved'),
    viewport: true,
    then: (page) => page.click('.button-bad'),
  },
  { name: 'account', as: 'zhang', path: '/app/account' },
  { name: 'account-confirm', as: 'zhang', path: '/app/account', then: endOthers },
  { name: 'second-factor', as: 'zhang', path: '/app/account/second-factor' },
  { name: 'second-factor-on', as: 'admin', path: '/app/account/second-factor' },
  { name: 'second-factor-begun', as: 'zhang', path: '/app/account/second-factor', then: beginFactor },
  {
    name: 'second-factor-codes',
    as: 'zhang',
    path: '/app/account/second-factor',
    then: async (page) => {
      await beginFactor(page)
      await page.fill('input[autocomplete=one-time-code]', '123456')
      await page.click('button[type=submit]')
      await page.waitForSelector('ol code')
    },
  },
  { name: 'password', as: 'zhang', path: '/app/account/password' },
  { name: 'refused', as: 'zhang', path: '/app/admin/accounts' },
  {
    name: 'editor-periods-many',
    as: 'zhang',
    path: mine('draft', '/edit'),
    then: async (page) => {
      await page.check('input[name=kind][value=works]')
      await page.click('.actions .button-primary')
      await page.waitForSelector('input[type=date]')
    },
  },

  { name: 'queue', as: 'li', path: '/app/approve' },
  { name: 'queue-batch', as: 'li', path: '/app/approve', then: (page) => page.check('.tick input >> nth=0') },
  { name: 'review', as: 'li', path: waiting('unit', (id) => `/app/approve/${id}`) },
  {
    name: 'review-amendment',
    as: 'li',
    path: found(
      'unit',
      (one) => one.amendment,
      (id) => `/app/approve/${id}`,
    ),
  },
  {
    name: 'review-walk-up',
    as: 'li',
    path: found(
      'unit',
      (one) => one.walk_up,
      (id) => `/app/approve/${id}`,
    ),
  },
  {
    name: 'review-correct',
    as: 'li',
    path: waiting('unit', (id) => `/app/approve/${id}`),
    viewport: true,
    then: (page) => page.click('.actions .button:nth-child(2)'),
  },
  {
    name: 'review-send-back',
    as: 'li',
    path: waiting('unit', (id) => `/app/approve/${id}`),
    viewport: true,
    then: (page) => page.click('.actions .button:nth-child(1)'),
  },
  {
    name: 'review-hand-over',
    as: 'li',
    path: waiting('unit', (id) => `/app/approve/${id}`),
    viewport: true,
    then: (page) => page.getByRole('button', { name: /转交…|Hand over…/ }).click(),
  },
  { name: 'delegation', as: 'li', path: '/app/approve/delegation' },

  { name: 'desk', as: 'guard', path: '/app/security' },
  {
    name: 'desk-amendment',
    as: 'guard',
    path: found(
      'security',
      (one) => one.amendment,
      (id) => `/app/security?open=${id}`,
    ),
  },
  {
    name: 'desk-walk-up',
    as: 'guard',
    path: found(
      'security',
      (one) => one.walk_up,
      (id) => `/app/security?open=${id}`,
    ),
  },
  {
    name: 'desk-open',
    as: 'guard',
    path: waiting('security', (id) => `/app/security?open=${id}`),
    then: (page) => page.waitForSelector('.four'),
  },
  {
    name: 'desk-change',
    as: 'guard',
    path: waiting('security', (id) => `/app/security?open=${id}`),
    viewport: true,
    then: (page) => page.click('.four .button:nth-child(3)'),
  },
  {
    name: 'desk-veto',
    as: 'guard',
    path: waiting('security', (id) => `/app/security?open=${id}`),
    viewport: true,
    then: (page) => page.click('.four .button:nth-child(4)'),
  },
  {
    name: 'desk-reveal',
    as: 'guard',
    path: waiting('security', (id) => `/app/security?open=${id}`),
    then: async (page) => {
      await page.click('button:has(svg):has-text("记录"), button:has(svg):has-text("recorded")')
      await page.waitForSelector('.shown')
    },
  },
  {
    name: 'desk-passes',
    as: 'guard',
    path: async (get) => `/app/security/all?open=${await firstId('all', 'approved')(get)}`,
    then: (page) => page.waitForSelector('.title'),
  },
  { name: 'all', as: 'guard', path: '/app/security/all' },
  ...LISTS,
  { name: 'messages', as: 'guard', path: '/app/security/messages' },

  { name: 'inside', as: 'guard', path: '/app/security/inside' },
  {
    name: 'inside-book-out',
    as: 'guard',
    path: '/app/security/inside',
    viewport: true,
    then: (page) =>
      page
        .getByRole('button', { name: /^(登记离校|Book out)/ })
        .first()
        .click(),
  },
  {
    name: 'roll-call-start',
    as: 'guard',
    path: '/app/security/inside',
    viewport: true,
    then: async (page) => {
      // In the second language it runs already.
      const start = page.getByRole('button', { name: /^(紧急疏散|Evacuation)/ })
      await start.or(page.getByRole('link', { name: /^(进入清点|Open the roll call)/ })).waitFor()
      if (await start.count()) await start.click()
    },
  },
  {
    name: 'roll-call',
    as: 'guard',
    path: '/app/security/inside',
    then: async (page) => {
      const start = page.getByRole('button', { name: /^(紧急疏散|Evacuation)/ })
      const open = page.getByRole('link', { name: /^(进入清点|Open the roll call)/ })
      await start.or(open).waitFor()
      if (await start.count()) {
        await start.click()
        await page.getByRole('button', { name: /^(确认开始清点|Start the roll call now)$/ }).click()
      } else await open.click()
      await page.locator('.person').first().waitFor()
      await page
        .getByRole('button', { name: /^(未找到|Missing)/ })
        .first()
        .click()
      await page.locator('.chosen').first().waitFor()
      await page.getByRole('checkbox').uncheck()
    },
  },
  { name: 'wall', as: 'guard', path: '/app/wall/1' },
  { name: 'wall-quiet', as: 'guard', path: '/app/wall/2' },
  ...REVIEW,
  {
    name: 'emergencies',
    as: 'guard',
    path: '/app/security/emergencies',
    then: (page) => page.waitForSelector('.cards'),
  },
  {
    name: 'emergencies-object',
    as: 'guard',
    path: '/app/security/emergencies',
    viewport: true,
    then: (page) => page.click('.card.open .button-bad'),
  },
  { name: 'guards', as: 'guard', path: '/app/security/guards' },
  {
    name: 'guards-add',
    as: 'guard',
    path: '/app/security/guards',
    viewport: true,
    then: (page) => page.click('main .button-primary'),
  },
  {
    name: 'guards-badge',
    as: 'guard',
    path: '/app/security/guards',
    viewport: true,
    then: makeBadge,
  },

  { name: 'devices', as: 'admin', path: '/app/admin/devices', then: (page) => page.waitForSelector('.booths') },
  {
    name: 'devices-code',
    as: 'admin',
    path: '/app/admin/devices',
    viewport: true,
    then: async (page) => {
      await page.click('main .button-primary')
      await page.fill('dialog input', '北门 2 号岗')
      await page.click('dialog button[type=submit]')
      await page.waitForSelector('.picture')
    },
  },
  {
    name: 'devices-stick',
    as: 'admin',
    path: '/app/admin/devices',
    viewport: true,
    then: async (page) => {
      await page.click('.booths .row:last-child .button >> nth=1')
      await page.setInputFiles('input[type=file]', {
        name: 'a.entries',
        mimeType: '',
        buffer: Buffer.from('{"t":"entry"}\nGHS1:abc\n'),
      })
      await page.waitForSelector('dialog .good')
    },
  },
  {
    name: 'devices-revoke',
    as: 'admin',
    path: '/app/admin/devices',
    viewport: true,
    then: (page) => page.click('.booths .button-bad >> nth=0'),
  },
  { name: 'sign-on', as: 'admin', path: '/app/admin/sign-on' },
  {
    name: 'sign-on-edit',
    as: 'admin',
    path: '/app/admin/sign-on',
    then: (page) => page.locator('section .button').first().click(),
  },
  {
    name: 'sign-on-rules',
    as: 'admin',
    path: '/app/admin/sign-on',
    then: (page) => page.locator('section .button').nth(1).click(),
  },
  {
    name: 'sign-on-try',
    as: 'admin',
    path: '/app/admin/sign-on',
    async then(page) {
      await page.locator('section .button').nth(2).click()
      await page.getByRole('dialog').locator('textarea').fill('staff_number=20001\ndept=CS')
      await page.getByRole('dialog').locator('button[type=submit]').click()
      await page.getByRole('dialog').locator('.answer').waitFor()
    },
  },
  { name: 'accounts', as: 'admin', path: '/app/admin/accounts' },
  {
    name: 'accounts-add',
    as: 'admin',
    path: '/app/admin/accounts',
    viewport: true,
    then: (page) => page.click('main .button-primary'),
  },
  { name: 'units', as: 'admin', path: '/app/admin/units' },
  {
    name: 'units-edit',
    as: 'admin',
    path: '/app/admin/units',
    viewport: true,
    then: (page) => page.click('main .el-table .button, main .lines .button'),
  },
  { name: 'kinds', as: 'admin', path: '/app/admin/kinds', then: (page) => page.waitForSelector('.lines') },
  { name: 'campuses', as: 'admin', path: '/app/admin/campuses', then: (page) => page.waitForSelector('.day') },
  {
    name: 'campuses-day',
    as: 'admin',
    path: '/app/admin/campuses',
    viewport: true,
    then: async (page) => {
      await page.click('.day >> nth=3')
      await page.waitForSelector('dialog')
    },
  },
  {
    name: 'campuses-gate',
    as: 'admin',
    path: '/app/admin/campuses',
    viewport: true,
    then: async (page) => {
      await page.getByRole('button', { name: /^(新增校门|Add a gate)/ }).click()
      await page.waitForSelector('dialog textarea')
    },
  },
  {
    name: 'campuses-close',
    as: 'admin',
    path: '/app/admin/campuses',
    viewport: true,
    then: async (page) => {
      await page.getByRole('button', { name: /^(停用校区|Close this campus)/ }).click()
      await page.waitForSelector('dialog .button-bad')
    },
  },
  {
    name: 'settings-effect',
    as: 'admin',
    path: '/app/admin/settings',
    viewport: true,
    then: async (page) => {
      await page.locator('label', { hasText: /打印或拍照的通行码|check the ID when the code/ }).click()
      await page.getByRole('button', { name: /^(查看对上周|Show the effect)/ }).click()
      await page.waitForSelector('dialog .button-primary')
    },
  },
  { name: 'settings', as: 'admin', path: '/app/admin/settings', then: (page) => page.waitForSelector('form') },
  {
    name: 'settings-badge-only',
    as: 'admin',
    path: '/app/admin/settings',
    then: async (page) => {
      await page.locator('label', { hasText: /只能用工作证|badge only/ }).click()
      await page.locator('.locked-out', { hasText: '买买提·艾山' }).scrollIntoViewIfNeeded()
    },
  },
  { name: 'audit', as: 'admin', path: '/app/admin/audit' },
  {
    name: 'wecom',
    as: 'admin',
    path: '/app/admin/wecom',
    then: async (page) => {
      await page.getByRole('button', { name: /测试连接|Test the connection/ }).click()
      await page.getByText('203.0.113.7').first().waitFor()
    },
  },
  {
    name: 'checks',
    as: 'admin',
    path: '/app/admin/checks',
    then: (page) => page.getByText(/1 项故障|1 fault/).waitFor(),
  },
  { name: 'privacy', as: 'admin', path: '/app/admin/privacy' },
  {
    name: 'persons',
    as: 'admin',
    path: '/app/admin/persons',
    then: async (page) => {
      await page.fill('main form input.input', '11010519491231002X')
      await page.click('main .button-primary')
      await page.waitForSelector('section[role=status]')
    },
  },
]
