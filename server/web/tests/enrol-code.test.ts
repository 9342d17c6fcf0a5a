/* The code of a new booth: its text, what is refused, and QR codes that a reader has read (tests/e2e holds them to the kiosk's). */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { enrolText, networkFaults, noNetwork } from '../src/enrolCode'
import { qrMatrix } from '../src/qr'

const LINK = 'GHE2:4Q7K-X2MP9D@https://visit.example.edu.cn#r=00112233445566778899aabbccddeeff'

describe('the text', () => {
  it('is the link without settings', () => {
    expect(enrolText(LINK, noNetwork())).toBe(LINK)
  })
  it('ends with the settings, encoded', () => {
    const network = {
      ssid: '校园',
      passphrase: 'a&b=c%"d',
      address: '10.1.2.3/24',
      router: '10.1.2.1',
      nameServers: '10.1.0.1，10.1.0.2',
    }
    expect(networkFaults(network)).toEqual([])
    expect(enrolText(LINK, network)).toBe(
      `${LINK}&w=%E6%A0%A1%E5%9B%AD&p=a%26b%3Dc%25%22d&a=10.1.2.3/24&g=10.1.2.1&d=10.1.0.1,10.1.0.2`,
    )
    expect(enrolText('GHE2:4Q7K@https://a', { ...noNetwork(), ssid: 'x' })).toBe('GHE2:4Q7K@https://a#w=x')
  })
})

describe('settings that a booth would refuse', () => {
  const of = (change: object): string[] => networkFaults({ ...noNetwork(), ...change })
  it('are named', () => {
    expect(of({ passphrase: '12345678' })).toEqual(['ssid'])
    expect(of({ ssid: '校'.repeat(11) })).toEqual(['ssid'])
    expect(of({ ssid: 'x', passphrase: '1234567' })).toEqual(['passphrase'])
    expect(of({ ssid: 'x', passphrase: '密码密码密码密码' })).toEqual(['passphrase'])
    for (const address of ['10.1.2.3', '10.1.2.3/31', '10.1.2.03/24', '127.0.0.1/8', '224.0.0.1/8', '10.1.2.256/24'])
      expect(of({ address })).toEqual(['address'])
    expect(of({ router: '10.1.2.1', nameServers: '10.1.0.1' })).toEqual(['router', 'nameServers'])
    expect(of({ address: '10.1.2.3/24', nameServers: '1.1.1.1, 1.0.0.1, 8.8.8.8' })).toEqual(['nameServers'])
  })
})

describe('the QR code', () => {
  const text = (length: number): string => 'GHE2:'.padEnd(length, 'a1B-')
  const print = (length: number): string => {
    const rows = qrMatrix(text(length))?.map((row) => row.map(Number).join('')) ?? []
    return `${String(rows.length)} ${createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16)}`
  }
  it('is as it was when a reader had read it', () => {
    expect([14, 90, 213, 400, 779].map(print)).toEqual([
      '21 576ae1ff8ea5a7e6',
      '41 ee603c36d5b99df0',
      '57 30c33ec67794a2bc',
      '77 b2802bdf0bdc853a',
      '105 f290e449f66e606e',
    ])
  })
  it('ends where the largest version does', () => {
    expect(qrMatrix(text(780))).toBeNull()
  })
})
