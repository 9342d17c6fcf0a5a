import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '../src/i18n/en'
import enAccount from '../src/i18n/en/account'
import enFeedback from '../src/i18n/en/feedback'
import enHall from '../src/i18n/en/hall'
import enOffice from '../src/i18n/en/office'
import zh from '../src/i18n/zh'
import zhAccount from '../src/i18n/zh/account'
import zhFeedback from '../src/i18n/zh/feedback'
import zhHall from '../src/i18n/zh/hall'
import zhOffice from '../src/i18n/zh/office'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, head = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree))
    if (typeof value === 'string') all.set(head + key, value)
    else for (const [path, text] of flat(value, `${head}${key}.`)) all.set(path, text)
  return all
}
const chinese = flat({ ...zh, ...zhAccount, ...zhOffice, ...zhFeedback, ...zhHall })
const english = flat({ ...en, ...enAccount, ...enOffice, ...enFeedback, ...enHall })
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

const SRC = resolve(__dirname, '../src')
function sources(folder: string, without: string[] = []): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return name === 'i18n' || without.includes(name) ? [] : sources(path, without)
    return /\.(vue|ts)$/.test(name) ? [readFileSync(path, 'utf8')] : []
  })
}

describe('catalogues', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })
  it('have the same placeholders', () => {
    for (const [key, text] of chinese)
      expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)])
  })
  it('leave no text empty, and no Chinese in English but examples', () => {
    for (const [key, text] of english) {
      expect([key, text.trim()]).not.toEqual([key, ''])
      if (!key.endsWith('example')) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false])
    }
  })
  it('name a text of the office only in its pages', () => {
    const office = Object.keys(zhOffice).join('|')
    const key = new RegExp(`(?<![\\w.])\\$?te?\\(\\s*['\`](?:${office})\\.[^'\`]+`, 'g')
    expect(Object.keys(zh).filter((one) => one in zhOffice)).toEqual([])
    expect(sources(SRC, ['security', 'admin']).flatMap((text) => text.match(key) ?? [])).toEqual([])
    expect(sources(resolve(SRC, 'pages/security')).flatMap((text) => text.match(key) ?? []).length).toBeGreaterThan(100)
  })
  it('hold every key that a page names', () => {
    const named = sources(SRC).flatMap((text) =>
      [...text.matchAll(/(?<![\w.])\$?te?\(\s*'([\w.-]+)'/g), ...text.matchAll(/title: '([\w]+\.[\w.]+)'/g)].map(
        (found) => found[1] ?? '',
      ),
    )
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter((key) => !chinese.has(key))).toEqual([])
  })
})
