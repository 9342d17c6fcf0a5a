/* Mainland mobile numbers: eleven digits whose first three a mobile network has (numbering plan of 2017 with the later
 * allocations); machine and satellite ranges, which get no text message, are left out. */
import { plain } from './typed'
import type { Checked } from './residentId'

export type MobileFault = 'length' | 'character' | 'prefix'

const THIRD_DIGITS: Record<string, string> = {
  3: '0123456789',
  4: '579',
  5: '012356789',
  6: '2567',
  7: '012356789',
  8: '0123456789',
  9: '012356789',
}

export function checkMobile(typed: string): Checked<string, MobileFault> {
  // Besides what people type: tel:, the .0 of a float, dots between groups, 86 without its plus.
  const digits = plain(typed, ' -()')
    .replace(/^TEL:/, '')
    .replace(/^(\+86|0086)/, '')
    .replace(/^(\d{11}|86\d{11})\.0+$/, '$1')
    .replace(/(\d)\.(?=\d)/g, '$1')
    .replace(/^86(?=\d{11}$)/, '')
  if (!/^\d*$/.test(digits)) return { ok: false, fault: 'character' }
  if (digits.length !== 11) return { ok: false, fault: 'length' }
  const allowed = THIRD_DIGITS[digits.charAt(1)] ?? ''
  if (digits.charAt(0) !== '1' || !allowed.includes(digits.charAt(2))) return { ok: false, fault: 'prefix' }
  return { ok: true, value: digits }
}

/* Groups a mobile number, masked or not: "138 0013 8000". Returns other texts unchanged. */
export function groupMobile(number: string): string {
  return /^[\d*]{11}$/.test(number) ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}` : number
}
