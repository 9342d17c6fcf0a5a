/* The site: two languages, static, no script or style in the pages themselves (the server's content security policy),
 * search without a server. */
import { resolve } from 'node:path'
import MiniSearch from 'minisearch'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { words } from './words'

const BUILD = resolve(__dirname, '../../../build')

/* VitePress hands no function on to the browser without eval, so both sides get the tokens of Chinese by other means:
 * here the index that is built, in theme/search.ts the one that is read. */
const add = MiniSearch.prototype.add
MiniSearch.prototype.add = function (this: MiniSearch & { _options: { tokenize: typeof words } }, one) {
  this._options.tokenize = words
  add.call(this, one)
}

/* Identifiers of headings as GitHub makes them: the pages are read there too. */
const slug = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

const item = (text: string, link: string): DefaultTheme.SidebarItem => ({ text, link })

const zh: DefaultTheme.SidebarItem[] = [
  {
    text: '使用',
    items: [
      item('访客：怎样入校', '/zh/visitor'),
      item('校门海报', '/zh/poster'),
      item('门卫卡', '/zh/guard'),
      item('申请人', '/zh/applicant'),
      item('审批人', '/zh/approver'),
      item('保卫处', '/zh/security'),
      item('账号与登录', '/zh/account'),
    ],
  },
  { text: '管理', items: [item('管理员手册', '/zh/administrator'), item('管理页面', '/zh/pages')] },
  {
    text: '说明',
    items: [
      item('个人信息说明', '/zh/privacy'),
      item('安全设计', '/zh/security-model'),
      item('开发者', '/zh/developer'),
    ],
  },
]

const en: DefaultTheme.SidebarItem[] = [
  {
    text: 'Use',
    items: [
      item('Visitors: how to get in', '/en/visitor'),
      item('Poster for the gate', '/en/poster'),
      item("Guard's card", '/en/guard'),
      item('Applicants', '/en/applicant'),
      item('Approvers', '/en/approver'),
      item('Security office', '/en/security'),
      item('Accounts and signing in', '/en/account'),
    ],
  },
  { text: 'Administer', items: [item("Administrator's handbook", '/en/administrator'), item('Pages for administrators', '/en/pages')] },
  {
    text: 'Background',
    items: [
      item('Privacy statement', '/en/privacy'),
      item('Security model', '/en/security-model'),
      item('Developers', '/en/developer'),
    ],
  },
  {
    text: 'Reference for operators',
    items: [
      ['Install', 'install'],
      ['Operate', 'operate'],
      ['Availability', 'availability'],
      ['Database', 'database'],
      ['Checks', 'checks'],
      ['Metrics', 'metrics'],
      ['Audit trail', 'audit'],
      ['Kinds of passes', 'kinds'],
      ['Lists', 'lists'],
      ['Exceptions', 'exceptions'],
      ['Evacuation', 'evacuation'],
      ['Figures', 'figures'],
      ['Feedback', 'feedback'],
      ['Filings by mail', 'mail'],
      ['Single sign-on', 'sign-on'],
      ['Directory', 'directory'],
      ['WeCom', 'wecom'],
      ['Service hall', 'service-hall'],
      ['Release', 'release'],
      ['Compared', 'compared'],
    ].map(([text, name]) => item(text as string, `/en/docs/${name}`)),
  },
  {
    text: 'Reference for developers',
    items: [
      ['Architecture', 'architecture'],
      ['Pass format', 'pass-format'],
      ['Sync protocol', 'sync-protocol'],
      ['Boxes', 'boxes'],
      ['Threats', 'threats'],
      ['ASVS', 'asvs'],
      ['Security policy', 'security'],
      ['Contributing', 'contributing'],
      ['Voice', 'voice'],
      ['Glossary', 'glossary'],
    ].map(([text, name]) => item(text as string, `/en/docs/${name}`)),
  },
]

const searchIn = {
  zh: {
    translations: {
      button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
      modal: {
        displayDetails: '显示正文',
        resetButtonTitle: '清除',
        backButtonTitle: '关闭',
        noResultsText: '没有找到',
        footer: { selectText: '打开', navigateText: '移动', closeText: '关闭' },
      },
    },
  },
}

export default defineConfig({
  base: '/help/',
  srcDir: resolve(BUILD, 'help-source'),
  outDir: resolve(BUILD, 'help'),
  cacheDir: resolve(BUILD, 'help-cache'),
  title: 'Gatehouse',
  description: '访客入校预约的使用帮助 · Help for the entry of visitors',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/help/icon.svg' }]],
  appearance: false,
  metaChunk: true,
  locales: {
    zh: {
      label: '中文',
      lang: 'zh-CN',
      themeConfig: {
        sidebar: zh,
        outline: { label: '本页内容' },
        docFooter: { prev: '上一页', next: '下一页' },
        returnToTopLabel: '回到顶部',
        sidebarMenuLabel: '目录',
        langMenuLabel: '语言',
        skipToContentLabel: '跳到正文',
      },
    },
    en: { label: 'English', lang: 'en', themeConfig: { sidebar: en } },
  },
  themeConfig: { i18nRouting: true, search: { provider: 'local', options: { locales: searchIn } } },
  markdown: {
    // Colours of code would stand in style attributes, which the policy forbids.
    highlight: (code) => `<pre tabindex="0"><code>${code.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</code></pre>`,
    anchor: { slugify: slug },
  },
  transformPageData: (page) => (page.relativePath.startsWith('en/docs/') ? { frontmatter: { ...page.frontmatter, outline: 2 } } : {}),
  vite: {
    resolve: { alias: [{ find: /^minisearch$/, replacement: resolve(__dirname, 'theme/search.ts') }] },
    build: { assetsInlineLimit: 0, target: 'chrome78', cssTarget: 'chrome78', reportCompressedSize: false },
    publicDir: resolve(BUILD, 'help-source/public'),
    logLevel: 'warn',
  },
})
