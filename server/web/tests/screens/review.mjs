/* The pages of what the gates recorded: entries, figures, exceptions. */
export const REVIEW = [
  { name: 'entries', as: 'guard', path: '/app/security/entries' },
  {
    name: 'entries-filters',
    as: 'guard',
    path: '/app/security/entries',
    then: (page) => page.click('.filters button'),
  },
  {
    name: 'entries-saved',
    as: 'guard',
    path: '/app/security/entries',
    viewport: true,
    then: async (page) => {
      await page.locator('.saved .button').click()
      await page.waitForSelector('dialog .lines li')
    },
  },
  {
    name: 'entries-details',
    as: 'guard',
    path: '/app/security/entries',
    viewport: true,
    then: (page) => page.locator('button.who').first().click(),
  },
  {
    name: 'entries-ask',
    as: 'guard',
    path: '/app/security/entries',
    viewport: true,
    then: async (page) => {
      await page.locator('button.who').first().click()
      await page.locator('.ways .button:has-text("询问"), .ways .button:has-text("Ask what")').click()
      await page.locator('dialog select').nth(2).selectOption('offline')
      await page.locator('dialog .ask').click()
      await page.locator('.answer').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'entries-picture',
    as: 'guard',
    path: '/app/security/entries',
    viewport: true,
    then: (page) => page.locator('button:has-text("查看照片"), button:has-text("Look at the picture")').first().click(),
  },
  {
    name: 'live',
    as: 'guard',
    path: '/app/security/live',
    viewport: true,
    then: (page) => page.waitForSelector('.entry-line'),
  },
  {
    name: 'figures',
    as: 'guard',
    path: '/app/security/figures',
    then: async (page) => {
      await page.locator('.chart .button').first().click()
      await page.waitForSelector('.chart canvas')
    },
  },
  { name: 'mails', as: 'guard', path: '/app/security/mails', then: (page) => page.waitForSelector('li.card') },
  {
    name: 'mail',
    as: 'guard',
    path: '/app/security/mails',
    then: async (page) => {
      await page.locator('li.card a').first().click()
      await page.waitForSelector('form .people')
    },
  },
  { name: 'exceptions', as: 'guard', path: '/app/security/exceptions', then: (page) => page.waitForSelector('.cards') },
  {
    name: 'exceptions-open',
    as: 'guard',
    path: '/app/security/exceptions',
    viewport: true,
    then: async (page) => {
      await page.locator('.card .touches .button').nth(2).click()
      await page.waitForSelector('dialog .steps li')
    },
  },
  {
    name: 'feedback-write',
    as: 'zhang',
    path: '/app/applications',
    viewport: true,
    then: async (page) => {
      await page.locator('.write').click()
      await page.locator('dialog textarea').fill('填写车牌时键盘挡住了“下一步”按钮。')
    },
  },
  { name: 'feedback-own', as: 'zhang', path: '/app/feedback', then: (page) => page.waitForSelector('.answer') },
  { name: 'feedback', as: 'admin', path: '/app/admin/feedback', then: (page) => page.waitForSelector('.cards > li') },
  {
    name: 'feedback-open',
    as: 'admin',
    path: '/app/admin/feedback',
    viewport: true,
    then: async (page) => {
      await page.locator('.card .touches .button').first().click()
      await page.waitForSelector('dialog textarea')
    },
  },
  { name: 'directory', as: 'admin', path: '/app/admin/directory', then: (page) => page.waitForSelector('.settle') },
]
