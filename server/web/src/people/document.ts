/* The documents that a visitor can bring, each with its check. */
import { documentKindValues, type DocumentKind } from '../api/types'
import { birthOf, checkCharacter, checkResidentId, civilToday, dateExists, dateIsAfter } from './residentId'
import type { Checked, CivilDate, ResidentIdFault } from './residentId'
import { plain, withoutExponent, withoutLabel } from './typed'

export const DOCUMENT_KINDS = documentKindValues

export type DocumentFault = ResidentIdFault | 'form' | 'scientific'
/* sex, birth: null where the number does not contain them. */
export interface CheckedDocument {
  number: string
  sex: 'M' | 'F' | null
  birth: CivilDate | null
}
type Answer = Checked<CheckedDocument, DocumentFault>

const good = (number: string): Answer => ({ ok: true, value: { number, sex: null, birth: null } })
const wrong = (fault: DocumentFault): Answer => ({ ok: false, fault })
/* 81, 82, 83: residents of Hong Kong, Macao and Taiwan, who since 2018 can have a permit like the mainland's card. */
const isRegionalResidence = (number: string): boolean => /^8[123]0000/.test(number)

function passport(number: string): Answer {
  if (number.length < 5 || number.length > 15) return wrong('length')
  // A passport number has at least three digits; a name typed by mistake has none.
  return number.replace(/\D/g, '').length < 3 ? wrong('form') : good(number)
}

/* The last two digits of older cards count their issues; the number before them stays with the holder for life. */
function hkMacaoPermit(number: string): Answer {
  if (number.length !== 9 && number.length !== 11) return wrong('length')
  return /^[HM]\d+$/.test(number) ? good(number.slice(0, 9)) : wrong('form')
}

function taiwanPermit(number: string): Answer {
  if (number.length < 8 || number.length > 12) return wrong('length')
  if (!/^\d+$/.test(number) && !/^\d{10}[A-Z]$/.test(number)) return wrong('form')
  return number.length === 9 ? wrong('length') : good(number.slice(0, 8))
}

/* Three letters and twelve digits; since 2023 eighteen digits that begin with 9, with the resident card's check. */
function permanentResidence(number: string, today: CivilDate): Answer {
  if (number.length === 15) return /^[A-Z]{3}\d{12}$/.test(number) ? good(number) : wrong('form')
  if (number.length !== 18) return wrong('length')
  if (!number.startsWith('9')) return wrong('form')
  if (!/^\d{17}/.test(number)) return wrong('character')
  const birth = birthOf(number)
  if (birth.year < 1800 || !dateExists(birth) || dateIsAfter(birth, today)) return wrong('date')
  if (number.charAt(17) !== checkCharacter(number)) return wrong('check')
  return { ok: true, value: { number, sex: Number(number.charAt(16)) % 2 ? 'M' : 'F', birth } }
}

const CHECKS: Record<DocumentKind, (number: string, today: CivilDate) => Answer> = {
  'resident-id': (number, today) => (isRegionalResidence(number) ? wrong('form') : checkResidentId(number, today)),
  passport,
  'hk-macao-permit': hkMacaoPermit,
  'hk-macao-taiwan-residence': (number, today) => {
    if (number.length !== 18) return wrong('length')
    return isRegionalResidence(number) ? checkResidentId(number, today) : wrong('form')
  },
  'taiwan-permit': taiwanPermit,
  'permanent-residence': permanentResidence,
}

/* Checks a number by the rules of core/people/document.c. */
export function checkDocument(kind: DocumentKind, typed: string, today: CivilDate = civilToday()): Answer {
  const bare = withoutLabel(typed)
  const exponent = withoutExponent(bare)
  if (exponent === '') return wrong('scientific')
  const number = exponent ?? plain(bare, " -()[]./',;")
  if (number.length === 0 || number.length > 18) return wrong('length')
  return /^[A-Z0-9]+$/.test(number) ? CHECKS[kind](number, today) : wrong('character')
}

/* Groups a number for comparing: 110105 19491231 002X; others in fours. */
export function groupDocument(number: string): string {
  if (/^[\dX*]{18}$/.test(number)) return `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`
  return number.replace(/(.{4})(?=.)/g, '$1 ')
}
