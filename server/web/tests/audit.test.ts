/* The audit log in words: every action and kind of subject that the server writes has a text, and things have a link. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import en from '../src/i18n/en'
import zh from '../src/i18n/zh'

vi.stubGlobal('navigator', { language: 'zh-CN' })
const { loadLanguage } = await import('../src/i18n')
await loadLanguage('zh')
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
  expect(subjectOf(`application:${id}`)).toEqual({ name: '申请', to: `/security/all?open=${id}` })
  expect(subjectOf('account:7')).toEqual({ name: '账号 7', to: '/admin/accounts' })
  expect(subjectOf(`pass:${id}`)).toEqual({ name: '通行码', to: '' })
  expect(subjectOf('session')).toEqual({ name: '登录', to: '' })
  expect(subjectOf('list:entries').name).toBe('名单 进出记录')
  expect(detailOf('sign-in-failed', 'wrong-password: 3')).toBe('账号或密码错误，3 次')
  expect(detailOf('account-changed', 'wrong-password: 3')).toBe('wrong-password: 3')
  expect(subjectOf('something-else')).toEqual({ name: 'something-else', to: '' })
})
