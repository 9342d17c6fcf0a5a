/* Mobile numbers, by the rules of core/people/mobile.c. Mainland: eleven digits whose first three a mobile network has
 * (numbering plan of 2017 with the later allocations); machine and satellite ranges, which get no text message, are left
 * out. Elsewhere: E.164, "+85291234567". */
import { COUNTRY_CODES } from './countries'
import { plain, withoutExponent, withoutLabel } from './typed'
import type { Checked } from './residentId'

export type MobileFault = 'length' | 'character' | 'prefix' | 'country' | 'scientific'

const THIRD_DIGITS: Record<string, string> = {
  3: '0123456789',
  4: '579',
  5: '012356789',
  6: '2567',
  7: '012356789',
  8: '0123456789',
  9: '012356789',
}

/* Digits of mobile numbers of our neighbours, without their trunk 0. */
const NEIGHBOURS: Record<string, [length: number, first: RegExp]> = {
  852: [8, /^[45679]/],
  853: [8, /^6/],
  886: [9, /^9/],
}

type Answer = Checked<string, MobileFault>
const wrong = (fault: MobileFault): Answer => ({ ok: false, fault })

/* Returns the country code at the beginning of digits, '' where no country has one like this. */
export function countryCodeOf(digits: string): string {
  return [1, 2, 3].map((n) => digits.slice(0, n)).find((code) => code === '86' || COUNTRY_CODES.has(code)) ?? ''
}

function checkMainland(digits: string): Answer {
  if (!/^\d*$/.test(digits)) return wrong('character')
  if (digits.length !== 11) return wrong('length')
  const allowed = THIRD_DIGITS[digits.charAt(1)] ?? ''
  if (digits.charAt(0) !== '1' || !allowed.includes(digits.charAt(2))) return wrong('prefix')
  return { ok: true, value: digits }
}

function checkAbroad(digits: string): Answer {
  if (!/^\d*$/.test(digits)) return wrong('character')
  if (digits.length < 3) return wrong('length')
  const code = countryCodeOf(digits)
  if (code === '') return wrong('country')
  // Only Italy dials the trunk 0 from abroad.
  const rest = digits.slice(code.length)
  const national = code === '39' ? rest : rest.replace(/^0/, '')
  // One trunk 0 is dropped; a second one is a typing error.
  if (code !== '39' && national.startsWith('0')) return wrong('prefix')
  const neighbour = NEIGHBOURS[code]
  if (neighbour) {
    if (national.length !== neighbour[0]) return wrong('length')
    if (!neighbour[1].test(national)) return wrong('prefix')
  } else if (
    national.length < 4 ||
    code.length + national.length > 15 ||
    (code.length === 1 && national.length !== 10)
  ) {
    return wrong('length')
  }
  return { ok: true, value: `+${code}${national}` }
}

export function checkMobile(typed: string): Answer {
  const exponent = withoutExponent(withoutLabel(typed))
  if (exponent !== null) return exponent === '' ? wrong('scientific') : checkMainland(exponent)
  // Besides what people type: labels, quotes, the .0 of a float, dots between groups, 86 without its plus, and the 0 with
  // which a mobile of another city was dialled from a telephone.
  const text = plain(withoutLabel(typed), " -()[]',;")
    .replace(/^(\d{11}|86\d{11})\.0+$/, '$1')
    .replace(/(\d)\.(?=\d)/g, '$1')
    .replace(/\.$/, '')
    .replace(/^(?:86|0)(?=1\d{10}$)/, '')
  const international = /^(?:\+|00)(.*)$/.exec(text)?.[1]
  if (international === undefined) return checkMainland(text)
  return international.startsWith('86') ? checkMainland(international.slice(2)) : checkAbroad(international)
}

export function isAbroad(number: string): boolean {
  return number.startsWith('+')
}

/* Groups a mobile number, masked or not: "138 0013 8000", "+852 9123 4567". Returns other texts unchanged. */
export function groupMobile(number: string): string {
  if (/^[\d*]{11}$/.test(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`
  const code = /^\+[\d*]+$/.test(number) ? countryCodeOf(number.slice(1)) : ''
  if (code === '') return number
  return `+${code} ${number.slice(1 + code.length).replace(/(?=(?:.{4})+$)(?!^)/g, ' ')}`
}
