/* The period that a form offers: one that can be submitted now. */
import type { Campus } from '../api/types'
import { atOf, dayOf, minuteOf, serverNow } from '../time'
import type { PeriodFields, Span } from './input'

const MORNING = 8 * 60
const EVENING = 18 * 60
const MIDNIGHT = 24 * 60
const STEP = 30 // minutes; the shortest period offered, and the grid of its begin today

/* Returns the stretches of open days of a period. Days that the campus does not list yet are taken for open. */
export function stretchesOf(campus: Campus, { from, to }: Span): Span[] {
  const zone = campus.zone_minutes
  const closed = campus.days.filter((one) => !one.open).map((one) => one.day)
  const found: Span[] = []
  let begin = from
  for (const day of closed) {
    const [shut, reopened] = [atOf(day, 0, zone), atOf(day + 1, 0, zone)]
    if (reopened <= begin || shut >= to) continue
    if (shut > begin) found.push({ from: begin, to: shut })
    begin = reopened
  }
  if (begin < to) found.push({ from: begin, to })
  return found
}

/* Returns a period on the first possible day behind the others, with the hours of the last of them; behind the window, on
 * the first possible day that is free. null: no day is left. */
export function nextPeriod(
  campus: Campus,
  periods: readonly PeriodFields[] = [],
  now = serverNow(),
): PeriodFields | null {
  const zone = campus.zone_minutes
  const last = periods[periods.length - 1]
  const begin = last ? minuteOf(last.from, zone) : MORNING
  const end = (last ? minuteOf(last.to, zone) || MIDNIGHT : EVENING) || MIDNIGHT
  const offers = campus.days
    .filter((one) => one.possible)
    .map(({ day }) => {
      const soonest = day === dayOf(now, zone) ? Math.ceil((minuteOf(now, zone) + 1) / STEP) * STEP : 0
      const from = Math.max(begin, soonest)
      const to = end - from >= STEP ? end : MIDNIGHT
      return { day, from, to }
    })
    .filter(({ day, from, to }) => {
      const taken = periods.some((one) => dayOf(one.from, zone) <= day && day <= dayOf(one.to - 1, zone))
      return to - from >= STEP && !taken
    })
  const behind = last ? dayOf(last.to - 1, zone) : -1
  const offer = offers.find((one) => one.day > behind) ?? offers[0]
  return offer
    ? { from: atOf(offer.day, offer.from, zone), to: atOf(offer.day, offer.to, zone), skip_closed: true }
    : null
}
