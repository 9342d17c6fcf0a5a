/* Pages of lists from files. */

/* Opens the import of a list and has these lines checked. */
async function importList(page, lines) {
  await page.getByRole('button', { name: /^(批量导入|导入节假日|Import a list|Import holidays)$/ }).click()
  await page.locator('dialog textarea').fill(`a,b\n${lines}`)
  await page.getByRole('button', { name: /^(检查名单|Check the list)$/ }).click()
  await page.locator('dialog .result').waitFor()
}

export const LISTS = [
  {
    name: 'message-samples',
    as: 'guard',
    path: '/app/security/messages',
    then: async (page) => {
      await page.getByRole('button', { name: /^(短信样例|Sample messages)$/ }).click()
      await page.locator('dialog li').first().waitFor()
    },
  },
  {
    name: 'message-texts',
    as: 'admin',
    path: '/app/admin/messages',
    then: (page) => page.locator('main section .notice').waitFor(),
  },
  {
    name: 'message-texts-fault',
    as: 'admin',
    path: '/app/admin/messages',
    then: async (page) => {
      await page.locator('main textarea').fill('您好，{nickname}')
      await page.locator('main section .field-error').waitFor()
    },
  },
  { name: 'barred', as: 'guard', path: '/app/security/barred' },
  {
    name: 'barred-add',
    as: 'guard',
    path: '/app/security/barred',
    viewport: true,
    then: (page) => page.click('main .button-primary'),
  },
  {
    name: 'barred-import',
    as: 'guard',
    path: '/app/security/barred',
    then: (page) => importList(page, ',京A12345,,闯杆,\n,?,,x,2027\n护照,E12345678,,史密斯,盗窃,2027-06-30'),
  },
  {
    name: 'barred-ended',
    as: 'guard',
    path: '/app/security/barred',
    then: async (page) => {
      await page.locator('main select').selectOption('ended')
      await page.locator('main li').first().waitFor()
    },
  },
  {
    name: 'days-import',
    as: 'admin',
    path: '/app/admin/campuses',
    then: (page) => importList(page, '2027-10-01,2027-10-07,休,,国庆节\n2027-10-09,,班,,国庆节调休\n?,,休,,'),
  },
  {
    name: 'days-span',
    as: 'admin',
    path: '/app/admin/campuses',
    then: async (page) => {
      await page.getByRole('button', { name: /^(批量设置日期|Set a span of days)$/ }).click()
      await page.locator('dialog input[type=date]').first().fill('2027-01-20')
      await page.locator('dialog input[type=date]').last().fill('2027-02-21')
    },
  },
  {
    name: 'units-import',
    as: 'admin',
    path: '/app/admin/units',
    then: (page) => importList(page, '010,,计算机学院,School of Computing,,,li\n010-1,010,人工智能系,AI,,,\n?,x,y,,,'),
  },
  {
    name: 'accounts-import',
    as: 'admin',
    path: '/app/admin/accounts',
    then: async (page) => {
      await importList(page, 't1001,张三,13800138000,,010,申请人,\nt1002,李四,,,010,,')
      await page.locator('dialog .result .button-primary').click()
      await page.locator('dialog .password').first().waitFor()
    },
  },
]
