/* The mock's figures of a campus. */
import { now, units } from './data.mjs'

const DAY = 86_400_000
const ZONE = 480
const dayOf = (at) => Math.floor((at + ZONE * 60_000) / DAY)
const MINUTE = 60_000

const KINDS = [
  ['', '', ''],
  ['visit', '访客', 'Visitors'],
  ['works', '施工与送货', 'Works and deliveries'],
]

export function figures() {
  const ref = (i) => units[i % units.length]
  const named = ({ id, name, name_en }) => ({ unit: id, name, name_en })
  return {
    'GET /api/figures': ({ query }) => {
      const today = dayOf(now())
      const to = Number(query.get('to') || (today + 1) * DAY - ZONE * MINUTE)
      const from = Number(query.get('from') || to - 7 * DAY)
      const days = Math.min(dayOf(to - 1), today) - dayOf(from) + 1
      const busy = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
      return {
        campus: Number(query.get('campus')),
        name: '主校区',
        name_en: 'Main campus',
        zone_minutes: ZONE,
        at: now(),
        from,
        to,
        ahead_from: today * DAY - ZONE * MINUTE,
        gates: [
          { gate: 0, name: '南门', name_en: 'South Gate' },
          { gate: 1, name: '北门', name_en: 'North Gate' },
        ],
        hours: busy.flatMap((hour) =>
          [0, 1].map((gate) => ({
            hour,
            gate,
            entered: Math.round(40 / (1 + Math.abs(hour - 9 - gate * 5))),
            left: Math.round(30 / (1 + Math.abs(hour - 17))),
          })),
        ),
        kinds: [...Array(Math.max(days, 0)).keys()].flatMap((i) =>
          KINDS.map(([kind, name, name_en], k) => ({
            day: dayOf(from) + i,
            kind,
            name,
            name_en,
            entered: 70 - 18 * k + ((i * 31 + k * 7) % 15),
          })),
        ),
        days: [...Array(Math.max(days, 0)).keys()].map((i) => ({
          day: dayOf(from) + i,
          expected: 60 + ((i * 37) % 25),
          arrived: 48 + ((i * 23) % 20),
        })),
        verdicts: [
          { colour: 'green', reason: 'ok', count: 412 },
          { colour: 'amber', reason: 'stale-replica', count: 31 },
          { colour: 'red', reason: 'already-used', count: 18 },
          { colour: 'red', reason: 'expired', count: 9 },
          { colour: 'red', reason: 'not-expected', count: 5 },
        ],
        units: [1, 2, 3, 4].map((i) => ({ ...named(ref(i)), entered: 120 - 25 * i })),
        approvals: [1, 2, 3].map((i) => ({
          ...named(ref(i)),
          count: 40 - 6 * i,
          median_ms: 38 * i * MINUTE,
          p90_ms: 190 * i * MINUTE,
        })),
        ahead: [0, 1, 2, 4, 5, 8].map((i) => ({
          day: today + i,
          persons: 62 - i * 7,
          vehicles: 11 - i,
          undecided: i * 2,
        })),
        walk_ups: {
          count: 23,
          median_ms: 7 * MINUTE,
          p90_ms: 19 * MINUTE,
          waits: [
            { to_minutes: 5, count: 8 },
            { to_minutes: 10, count: 9 },
            { to_minutes: 20, count: 4 },
            { to_minutes: 30, count: 1 },
            { to_minutes: null, count: 1 },
          ],
        },
      }
    },
  }
}
