/* The audit log in words: every action and kind of subject that the server writes has a text, and things have a link. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import en from '../src/i18n/en/office'
import zh from '../src/i18n/zh/office'

vi.stubGlobal('navigator', { language: 'zh-CN' })
const { loadLanguage, loadTexts } = await import('../src/i18n')
await loadLanguage('zh')
await loadTexts('office')
const { detailOf, subjectOf } = await import('../src/pages/admin/auditWords')

const SERVER = resolve(import.meta.dirname, '../..')
const sources = ['records', 'api', 'act', 'accounts', 'devices', 'auth', 'issue', 'jobs'].flatMap((folder) =>
  readdirSync(`${SERVER}/${folder}`)
    .filter((name) => name.endsWith('.c'))
    .map((name) => readFileSync(`${SERVER}/${folder}/${name}`, 'utf8')),
)
/* What stands as a word in a call that writes an entry. */
const written = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/audit(?:_note|_device|_session|_write|_view|_view_once)?\([^;]*?"([a-z]+(?:-[a-z]+)+)"/g)].map(
      (found) => found[1] ?? '',
    ),
  ),
)
const kinds = new Set(
  sources.flatMap((text) => [...text.matchAll(/audit_subject_(?:id|number)\("([a-z-]+)"/g)].map((f) => f[1] ?? '')),
)

test('every action and kind has words in both languages', () => {
  expect(written.size).toBeGreaterThan(20)
  for (const { audit } of [zh, en]) {
    expect([...written].filter((one) => !(one in audit.actions))).toEqual([])
    expect([...kinds].filter((one) => !(one in audit.kinds))).toEqual([])
  }
})

test('a subject is named without its id, and leads to its page', () => {
  const id = '01a22747-0000-7000-8000-000000000000'
  expect(subjectOf({ subject: `application:${id}`, account: null })).toEqual({
    name: '申请',
    to: `/security/all?open=${id}`,
  })
  expect(subjectOf({ subject: 'account:7', account: null })).toEqual({ name: '账号 7', to: '/admin/accounts' })
  const account = { display_name: '张老师', name: 'zhang' }
  expect(subjectOf({ subject: 'account:7', account }).name).toBe('账号 张老师（zhang）')
  expect(subjectOf({ subject: `pass:${id}`, account: null })).toEqual({ name: '通行码', to: '' })
  expect(subjectOf({ subject: 'session', account: null })).toEqual({ name: '登录', to: '' })
  expect(subjectOf({ subject: 'list:entries', account: null }).name).toBe('名单 进出记录')
  expect(detailOf('sign-in-failed', 'wrong-password: 3')).toBe('账号或密码错误，3 次')
  expect(detailOf('account-changed', 'wrong-password: 3')).toBe('wrong-password: 3')
  expect(subjectOf({ subject: 'something-else', account: null })).toEqual({ name: 'something-else', to: '' })
})
