/* Resident identity numbers (GB 11643-1999) and the two numbers that share their check character: residence permits of
 * Hong Kong, Macao and Taiwan residents, and the foreigner's permanent residence card of 2023. */
import { plain, withoutLabel } from './typed'

export interface CivilDate {
  year: number
  month: number
  day: number
}
export interface ResidentId {
  number: string
  birth: CivilDate
  sex: 'M' | 'F'
}
export type ResidentIdFault = 'length' | 'character' | 'region' | 'date' | 'check'
export type Checked<T, F> = { ok: true; value: T } | { ok: false; fault: F }

const PROVINCES =
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' ')

/* ISO 7064 MOD 11-2 over 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0
  for (const digit of digits.slice(0, 17)) sum = ((sum + Number(digit)) * 2) % 11
  return '0123456789X'.charAt((12 - sum) % 11)
}

export function dateExists({ year, month, day }: CivilDate): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

export function dateIsAfter(a: CivilDate, b: CivilDate): boolean {
  return (a.year - b.year || a.month - b.month || a.day - b.day) > 0
}

export function civilToday(now = new Date()): CivilDate {
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() }
}

/* A number is lifelong, and no table has every region of the past: only the province is checked. The server's check adds
 * a hint where its table does not know the region. */
function provinceExists(number: string): boolean {
  return PROVINCES.includes(number.slice(0, 2))
}

export function birthOf(number: string): CivilDate {
  return { year: Number(number.slice(6, 10)), month: Number(number.slice(10, 12)), day: Number(number.slice(12, 14)) }
}

export function checkResidentId(typed: string, today: CivilDate): Checked<ResidentId, ResidentIdFault> {
  let number = plain(withoutLabel(typed), " -()[].',;")
  if (number.length !== 18 && number.length !== 15) return { ok: false, fault: 'length' }
  if (!/^(\d{17}[\dX]|\d{15})$/.test(number)) return { ok: false, fault: 'character' }
  if (!provinceExists(number)) return { ok: false, fault: 'region' }
  if (number.length === 15) {
    // Cards from before 1999 have no century and no check character. Adds both, as the holder's next card has them.
    const extended = `${number.slice(0, 6)}19${number.slice(6)}`
    number = extended + checkCharacter(extended)
  }
  const birth = birthOf(number)
  if (birth.year < 1800 || !dateExists(birth) || dateIsAfter(birth, today)) return { ok: false, fault: 'date' }
  if (number.charAt(17) !== checkCharacter(number)) return { ok: false, fault: 'check' }
  return { ok: true, value: { number, birth, sex: Number(number.charAt(16)) % 2 ? 'M' : 'F' } }
}
