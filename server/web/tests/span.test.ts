import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

vi.hoisted(() => vi.stubGlobal('navigator', { language: 'zh' }))
const { i18n, loadLanguage } = await import('../src/i18n')
const { ago, span } = await import('../src/span')

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('lengths of time in words', () => {
  beforeAll(async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000 })
    await Promise.all([loadLanguage('zh'), loadLanguage('en')])
  })
  afterAll(() => void vi.useRealTimers())
  it('are minutes, hours, then days, in both languages', () => {
    const lengths = [-5, 0, 59 * MINUTE, HOUR, 47 * HOUR, 2 * DAY, 40 * DAY]
    i18n.global.locale.value = 'zh'
    expect(lengths.map(span)).toEqual(['0 分钟', '0 分钟', '59 分钟', '1 小时', '47 小时', '2 天', '40 天'])
    expect([30_000, 5 * MINUTE, 40 * DAY].map((one) => ago(Date.now() - one))).toEqual(['刚刚', '5 分钟前', '40 天前'])
    i18n.global.locale.value = 'en'
    expect(lengths.map(span)).toEqual(['0 min', '0 min', '59 min', '1 h', '47 h', '2 days', '40 days'])
    expect(ago(Date.now() - 40 * DAY)).toBe('40 days ago')
  })
})
