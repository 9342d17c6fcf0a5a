/* Every page has its help, in both languages. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { HELP, helpFor } from '../src/help'

const PAGES = resolve(import.meta.dirname, '../../../docs/help')
const table = readFileSync(resolve(import.meta.dirname, '../src/router.ts'), 'utf8')
const named = [...table.matchAll(/\bpath: '(\/[^']*)',/g)].map(([, path]) => path ?? '')
const paths = [...new Set(named)].map((path) => path.replace(/:[a-z]+(\([^)]*\))?\*?/g, 'x'))

/* What is wrong with the address of a help page, or "". */
function fault(address: string): string {
  const [, language, page, anchor] = /^\/help\/(zh|en)\/([a-z-]+)\.html(?:#([a-z-]+))?$/.exec(address) ?? []
  const file = resolve(PAGES, `${language}/${page}.md`)
  if (!existsSync(file)) return `${address}: no such page`
  const there = !anchor || readFileSync(file, 'utf8').includes(`{#${anchor}}`)
  return there ? '' : `${address}: no heading with this identifier`
}

it('is there for every route', () => {
  expect(paths.length).toBeGreaterThan(40)
  const faults = paths.flatMap((path) => ['zh', 'en'].map((language) => fault(helpFor(path, language))))
  expect(faults.filter((one) => one !== '')).toEqual([])
})

it('is more than the first page but for the first page and addresses that lead nowhere', () => {
  const general = paths.filter((path) => helpFor(path, 'zh') === '/help/zh/index.html')
  expect(general.sort()).toEqual(['/', '/x'])
})

it('has no row that counts for no route', () => {
  const counts = new Set(paths.map((path) => HELP.findIndex(([begin]) => path.startsWith(begin))))
  expect(HELP.filter((_row, index) => !counts.has(index))).toEqual([])
})

it('names a paragraph for each row', () => {
  const [row] = HELP
  expect(helpFor(row?.[0] ?? '', 'en')).toBe(`/help/en/${row?.[1].replace('#', '.html#')}`)
  expect(fault('/help/en/account.html#nowhere')).toContain('no heading')
})
