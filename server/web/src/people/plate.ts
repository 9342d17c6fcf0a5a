/* Plates of vehicles that may drive on the mainland: kinds, normal form, display form. core/people/plate.c has the same
 * table and names its sources. */
import { narrow } from './typed'
import type { Checked } from './residentId'

export type PlateFault = 'empty' | 'character' | 'province' | 'length' | 'form'
export type PlateKind =
  | 'ordinary'
  | 'new-energy-small'
  | 'new-energy-large'
  | 'police'
  | 'trailer'
  | 'learner'
  | 'hong-kong'
  | 'macao'
  | 'consular'
  | 'embassy'
  | 'emergency'
  | 'temporary'
  | 'army'
  | 'armed-police'
  | 'civil-aviation'
  | 'tractor'
  | 'hong-kong-or-macao'
  | 'other'

export const PROVINCES = '京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新'
export const DIGITS = '1234567890'
export const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ' // never I or O
export const BEGINNINGS = '民使领' // besides provinces, letters and digits
export const ENDINGS = '学警港澳挂领使应急临试超'

const FORMER_ARMY = '军空海北沈兰济南广成' // until 2013
const PLACE = `[${PROVINCES}]`
const LETTER = `[${LETTERS}]`
const OFFICE = `[${LETTERS}O]`
const SERIAL = `[${LETTERS}0-9]`
const ENERGY = '[DABCEFGHJK]'
const FORMS: readonly (readonly [PlateKind, string])[] = [
  ['hong-kong', `粤Z${SERIAL}{4}港`],
  ['macao', `粤Z${SERIAL}{4}澳`],
  ['ordinary', `${PLACE}${OFFICE}${SERIAL}{5}`],
  ['new-energy-small', `${PLACE}${OFFICE}${ENERGY}${SERIAL}\\d{4}`],
  ['new-energy-large', `${PLACE}${OFFICE}\\d{5}${ENERGY}`],
  ['police', `${PLACE}${OFFICE}${SERIAL}{4}警`],
  ['trailer', `${PLACE}${OFFICE}${SERIAL}{4}挂`],
  ['learner', `${PLACE}${OFFICE}${SERIAL}{4}学`],
  ['consular', `${PLACE}${OFFICE}${SERIAL}{4}领|领\\d{6}`],
  ['embassy', '\\d{6}使|使\\d{6}'],
  ['emergency', `${PLACE}[XS]${SERIAL}{4}应急`],
  ['temporary', `${PLACE}${OFFICE}(?:${SERIAL}{4,5}临|${SERIAL}{4}[试超])`],
  ['armed-police', `WJ(?:${PLACE}${SERIAL}{5}|\\d{4}${SERIAL}|\\d{2}${SERIAL}{5}|\\d{2}警\\d{4})`],
  ['army', `(?:${LETTER}|[${FORMER_ARMY}])${LETTER}\\d{5}`],
  ['civil-aviation', `民航${LETTER}\\d{4,5}`],
  ['tractor', `${PLACE}\\d{2}(?:${SERIAL}{5}|${SERIAL}{4}学)`],
  ['hong-kong-or-macao', `${LETTER}{2}\\d{1,4}`],
]
const LONGEST = 9
const OTHER_SHORTEST = 3

/* Returns what is typed so far in normal form: upper case, no dot, no blanks. */
export function normalPlate(typed: string): string {
  return narrow(typed.replace(/^\D*?[:：](?=.)/su, ''))
    .toUpperCase()
    .replace(/[ .·•‧∙⋅・･。、()[\]【】',;‘’-]/g, '')
}

/* True for what may be a plate of a form that the table lacks (plate_accept in core/people/plate.c). */
function mayBeOther(characters: string[]): boolean {
  const first = characters[0] ?? ''
  const province = PROVINCES.includes(first)
  // A plate of an earlier series: a character that no form begins with, a letter, digits but for one or two letters.
  if (/[\u4e00-\u9fff]/.test(first) && !province && !(ENDINGS + '民航').includes(first)) {
    const rest = characters.slice(1).join('')
    const earlier = new RegExp(`^${LETTER}${SERIAL}{5,6}$`)
    return earlier.test(rest) && rest.replace(/\D/g, '').length >= 4
  }
  const known = PROVINCES + DIGITS + LETTERS + 'IO' + ENDINGS + '民航'
  if (!characters.every((c) => known.includes(c)) || !characters.some((c) => DIGITS.includes(c))) return false
  if (!province) return characters.length >= OTHER_SHORTEST && characters.length <= LONGEST
  const slip = characters.some((c, at) => c === 'I' || (c === 'O' && at !== 1))
  return !slip && (characters.length === 7 || characters.length === 8)
}

export function checkPlate(typed: string): Checked<{ kind: PlateKind; text: string }, PlateFault> {
  const text = normalPlate(typed)
  const characters = [...text]
  const known = PROVINCES + DIGITS + LETTERS + ENDINGS + '民航'
  if (characters.length === 0) return { ok: false, fault: 'empty' }
  const form = FORMS.find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(text))
  if (form) return { ok: true, value: { kind: form[0], text } }
  if (mayBeOther(characters)) return { ok: true, value: { kind: 'other', text } }
  const first = characters[0] ?? ''
  const office = PROVINCES.includes(first) && characters[1] === 'O' ? 1 : -1
  if (characters.some((c, at) => !known.includes(c) && at !== office)) return { ok: false, fault: 'character' }
  if (characters.length < 7 || characters.length > 8) return { ok: false, fault: 'length' }
  return { ok: false, fault: PROVINCES.includes(first) ? 'form' : 'province' }
}

/* Formats a plate as it is printed: "京A·12345", "使·224578". */
export function formatPlate(text: string): string {
  const plate = normalPlate(text)
  const checked = checkPlate(plate)
  const kind = checked.ok ? checked.value.kind : 'ordinary'
  if (kind === 'army') return FORMER_ARMY.includes(plate.charAt(0)) ? `${plate.slice(0, 2)}·${plate.slice(2)}` : plate
  if (['armed-police', 'hong-kong-or-macao', 'other'].includes(kind)) return plate
  if (kind === 'tractor' || kind === 'civil-aviation') return `${plate.slice(0, 3)}·${plate.slice(3)}`
  if (/^[使领]/.test(plate)) return `${plate.charAt(0)}·${plate.slice(1)}`
  return new RegExp(`^${PLACE}${OFFICE}`).test(plate) ? `${plate.slice(0, 2)}·${plate.slice(2)}` : plate
}
