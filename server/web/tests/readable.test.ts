import { expect, test } from 'vitest'
import { readable } from '../src/people/readable'

test('what is held reads as lines, without what is empty', () => {
  const held = {
    applications: [
      { name: '张小三', plate: '', used_at: null, created_at: 1_700_000_000_000, passes: [{ state: 'active' }] },
    ],
    aside: [],
  }
  const label = (name: string): string => (name === 'name' ? '姓名' : name)
  expect(readable(held, label, () => 'then', ': ')).toBe(
    [
      'applications',
      '  1.',
      '    姓名: 张小三',
      '    created_at: then',
      '    passes',
      '      1.',
      '        state: active',
      '',
    ].join('\n'),
  )
})
