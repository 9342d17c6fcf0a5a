/* Vehicle plates of the mainland (GA 36-2018): kinds, normal form, display form. */
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

export const PROVINCES = '京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新'
export const DIGITS = '1234567890'
export const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ' // never I or O
export const ENDINGS = '学警港澳挂领使应急'

const PLACE = `[${PROVINCES}]`
const LETTER = `[${LETTERS}]`
const SERIAL = `[${LETTERS}0-9]`
const ENERGY = '[DABCEFGHJK]'
const FORMS: readonly (readonly [PlateKind, string])[] = [
  ['hong-kong', `粤Z${SERIAL}{4}港`],
  ['macao', `粤Z${SERIAL}{4}澳`],
  ['ordinary', `${PLACE}${LETTER}${SERIAL}{5}`],
  ['new-energy-small', `${PLACE}${LETTER}${ENERGY}${SERIAL}\\d{4}`],
  ['new-energy-large', `${PLACE}${LETTER}\\d{5}${ENERGY}`],
  ['police', `${PLACE}${LETTER}${SERIAL}{4}警`],
  ['trailer', `${PLACE}${LETTER}${SERIAL}{4}挂`],
  ['learner', `${PLACE}${LETTER}${SERIAL}{4}学`],
  ['consular', `${PLACE}${LETTER}${SERIAL}{4}领|领\\d{6}`],
  ['embassy', '\\d{6}使|使\\d{6}'],
  ['emergency', `${PLACE}[XS]${SERIAL}{4}应急`],
]
const LONGEST = 8

/* Returns what is typed so far in normal form: upper case, no dot, no blanks. */
export function normalPlate(typed: string): string {
  return narrow(typed)
    .toUpperCase()
    .replace(/[ .·•・‧-]/g, '')
}

export function checkPlate(typed: string): Checked<{ kind: PlateKind; text: string }, PlateFault> {
  const text = normalPlate(typed)
  const characters = [...text]
  const known = PROVINCES + DIGITS + LETTERS + ENDINGS
  if (characters.length === 0) return { ok: false, fault: 'empty' }
  if (characters.some((c) => !known.includes(c))) return { ok: false, fault: 'character' }
  if (characters.length > LONGEST) return { ok: false, fault: 'length' }
  const form = FORMS.find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(text))
  if (form) return { ok: true, value: { kind: form[0], text } }
  const first = characters[0] ?? ''
  const diplomatic = DIGITS.includes(first) || first === '使' || first === '领'
  if (!diplomatic && !PROVINCES.includes(first)) return { ok: false, fault: 'province' }
  return { ok: false, fault: characters.length < 7 ? 'length' : 'form' }
}

/* Formats a plate as it is printed: "京A·12345", "使·224578". */
export function formatPlate(text: string): string {
  const plate = normalPlate(text)
  if (/^[使领]/.test(plate)) return `${plate.charAt(0)}·${plate.slice(1)}`
  return new RegExp(`^${PLACE}${LETTER}`).test(plate) ? `${plate.slice(0, 2)}·${plate.slice(2)}` : plate
}
