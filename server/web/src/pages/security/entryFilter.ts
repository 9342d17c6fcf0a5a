/* The filters of the entry log, and the query that they make. */
import type { Query } from '../../api/client'
import { filterAt, filterDate } from '../../time'
import { textsOf } from './savedQuery'

type Words =
  | 'from'
  | 'to'
  | 'device'
  | 'direction'
  | 'colour'
  | 'reason'
  | 'override'
  | 'category'
  | 'plate'
  | 'name'
  | 'application'
  | 'pass_number'
  | 'mark'
  | 'pass'
  | 'person'

export interface EntryFilter extends Record<Words, string> {
  campus: number | ''
  gate: number | ''
  guard: number | ''
  unit: number | ''
  overrides: boolean
}

export const noFilter = (): EntryFilter => ({
  from: '',
  to: '',
  device: '',
  direction: '',
  colour: '',
  reason: '',
  override: '',
  category: '',
  plate: '',
  name: '',
  application: '',
  pass_number: '',
  mark: '',
  pass: '',
  person: '',
  campus: '',
  gate: '',
  guard: '',
  unit: '',
  overrides: false,
})

/* Values of the server's lists, which openapi.json leaves open. */
export const REASONS = [
  'ok',
  'not-a-pass',
  'forged',
  'revoked',
  'barred',
  'blocked',
  'unknown-key',
  'not-expected',
  'not-issued',
  'already-used',
  'expired',
  'too-early',
  'wrong-gate',
  'wrong-holder',
  'store-error',
  'clock-unsure',
  'key-stale',
  'offline-unconfirmed',
  'new-pass',
  'stale-replica',
  'other-gate-offline',
  'already-inside',
  'choose',
  'typed-number',
  'static-code',
] as const
export const OVERRIDES = [
  'phone-confirmed',
  'host-present',
  'emergency',
  'device-fault',
  'official-duty',
  'other',
] as const
export const MARKS = ['any', 'conflict', 'gap', 'broken', 'revoked', 'settled'] as const

export function queryOf(filter: EntryFilter): Query<'/api/entries'> {
  return {
    ...filter,
    from: filterAt(filter.from, 0),
    to: filterAt(filter.to, 1440),
    direction: filter.direction === 'in' || filter.direction === 'out' ? filter.direction : undefined,
    plate: filter.plate.trim(),
    name: filter.name.trim(),
    application: filter.application.replace(/\D/g, ''),
    pass_number: filter.pass_number.trim(),
    overrides: filter.overrides || undefined,
  }
}

/* How many filters narrow the list. */
export function countOf(filter: EntryFilter): number {
  return Object.values(filter).filter((value) => value !== '' && value !== false).length
}

/* What concerns one visitor: it is not saved with a filter. */
const OF_ONE = ['plate', 'name', 'application', 'pass_number', 'pass', 'person'] as const

/* Whether something is set that a saved filter leaves out. */
export function concernsOne(filter: EntryFilter): boolean {
  return OF_ONE.some((name) => filter[name] !== '')
}

/* The parameters of the query that a saved filter keeps. */
export function savedOf(filter: EntryFilter): Record<string, string> {
  const kept = Object.entries(queryOf(filter)).filter(([name]) => !OF_ONE.some((one) => one === name))
  return textsOf(Object.fromEntries(kept))
}

/* The filter that such parameters came from. */
export function filterOfSaved(query: Record<string, string>): EntryFilter {
  const number = (name: string): number | '' => (query[name] ? Number(query[name]) : '')
  return {
    ...noFilter(),
    ...query,
    from: filterDate(query.from, 0),
    to: filterDate(query.to, 1440),
    campus: number('campus'),
    gate: number('gate'),
    guard: number('guard'),
    unit: number('unit'),
    overrides: query.overrides === 'true',
  }
}
