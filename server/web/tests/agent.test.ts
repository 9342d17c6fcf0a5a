import { expect, test } from 'vitest'
import { agentName } from '../src/agent'

test('browsers and systems have names, the rest stays', () => {
  expect(agentName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox · Linux')
  expect(agentName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0')).toBe(
    'Edge · Windows',
  )
  expect(agentName('Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36')).toBe(
    'Chrome · Android',
  )
  expect(agentName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0')).toBe(
    '微信 WeChat · iOS',
  )
  expect(agentName('curl/8.0')).toBe('curl/8.0')
  expect(agentName('')).toBe('')
})
