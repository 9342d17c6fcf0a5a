/* The documents that a visitor can bring: each with its own check. */
import type { DocumentKind } from '../api/types'
import { birthOf, checkCharacter, checkResidentId, civilToday, dateExists, dateIsAfter } from './residentId'
import type { Checked, CivilDate, ResidentIdFault } from './residentId'
import { plain } from './typed'

export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  'resident-id', 'passport', 'hk-macao-permit', 'hk-macao-residence', 'taiwan-permit', 'permanent-residence',
]

export type DocumentFault = ResidentIdFault | 'form'
/* sex and birth where the number says them. */
export interface CheckedDocument { number: string; sex: 'M' | 'F' | null; birth: CivilDate | null }
type Answer = Checked<CheckedDocument, DocumentFault>

const good = (number: string): Answer => ({ ok: true, value: { number, sex: null, birth: null } })
const wrong = (fault: DocumentFault): Answer => ({ ok: false, fault })

function byForm(number: string, lengths: readonly number[], form: RegExp): Answer {
  if (!/^[A-Z0-9]*$/.test(number)) return wrong('character')
  if (!lengths.includes(number.length)) return wrong('length')
  return form.test(number) ? good(number) : wrong('form')
}

function residentId(number: string, today: CivilDate): Answer {
  return checkResidentId(number, today)
}

/* Since 2018 residents of Hong Kong, Macao and Taiwan can have an 18-digit permit like the mainland's card. */
function regionalResidence(number: string, today: CivilDate): Answer {
  const checked = checkResidentId(number, today)
  if (checked.ok && !/^8[123]0000/.test(checked.value.number)) return wrong('region')
  return checked
}

/* Three letters and twelve digits; since 2023 eighteen digits that begin with 9, with the resident card's check. */
function permanentResidence(number: string, today: CivilDate): Answer {
  if (!number.startsWith('9')) return byForm(number, [15], /^[A-Z]{3}\d{12}$/)
  if (number.length !== 18) return wrong('length')
  if (!/^\d{17}[\dX]$/.test(number)) return wrong('character')
  const birth = birthOf(number)
  if (birth.year < 1900 || !dateExists(birth) || dateIsAfter(birth, today)) return wrong('date')
  if (number.charAt(17) !== checkCharacter(number)) return wrong('check')
  return { ok: true, value: { number, sex: Number(number.charAt(16)) % 2 ? 'M' : 'F', birth } }
}

const CHECKS: Record<DocumentKind, (number: string, today: CivilDate) => Answer> = {
  'resident-id': residentId,
  passport: (number) => byForm(number, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], /(\d.*){3}/),
  'hk-macao-permit': (number) => byForm(number, [9, 11], /^[HM]\d{8}(\d{2})?$/),
  'hk-macao-residence': regionalResidence,
  'taiwan-permit': (number) => byForm(number, [8, 10, 11], /^(\d{8}|\d{10}[A-Z]?)$/),
  'permanent-residence': permanentResidence,
}

export function checkDocument(kind: DocumentKind, typed: string, today: CivilDate = civilToday()): Answer {
  return CHECKS[kind](plain(typed, ' -()'), today)
}

/* In groups that an eye can compare: 110105 19491231 002X; others in fours. */
export function groupDocument(number: string): string {
  if (/^[\dX*]{18}$/.test(number)) return `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`
  return number.replace(/(.{4})(?=.)/g, '$1 ')
}
