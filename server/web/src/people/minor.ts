/* PIPL, article 31: for people under 14 a parent or another guardian consents. */
import { civilToday, dateIsAfter, type CivilDate } from './residentId'

const YEARS = 14

/* birth: null where the document does not tell it; then the page can't know. */
export function isMinor(birth: CivilDate | null): boolean {
  return birth !== null && dateIsAfter({ ...birth, year: birth.year + YEARS }, civilToday())
}
