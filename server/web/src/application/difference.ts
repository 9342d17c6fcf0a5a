/* Compares two states of an application field by field. The result has the form of the server's changes. */
import type { Application, Change, Period } from '../api/types'

type Value = string | number | boolean | null | undefined
type Plain = Record<string, Value>

const FIELDS = ['state', 'kind', 'purpose', 'host_name', 'host_mobile_masked', 'note', 'asked'] as const
const PERSON_FIELDS = [
  'name_masked',
  'sex',
  'mobile_masked',
  'document_kind',
  'document_masked',
  'language',
  'vehicle',
  'refusal',
] as const
const NAMES: Record<string, string> = {
  name_masked: 'name',
  mobile_masked: 'mobile',
  document_masked: 'document_number',
  host_mobile_masked: 'host_mobile',
  refusal: 'refused',
}

/* The server's changes have gates as a bit mask. */
const gateMask = (gates: readonly number[]): number => gates.reduce((mask, bit) => mask | (1 << bit), 0)

function word(value: Value): string {
  return value === null || value === undefined ? '' : String(value)
}

function compare(path: string, from: Value, to: Value, into: Change[]): void {
  if (word(from) !== word(to)) into.push({ path, from: word(from), to: word(to) })
}

function compareRows(
  list: string,
  fields: readonly string[],
  from: readonly object[],
  to: readonly object[],
  into: Change[],
): void {
  for (let i = 0; i < Math.max(from.length, to.length); i++)
    for (const field of fields)
      compare(
        `${list}[${i}].${NAMES[field] ?? field}`,
        (from[i] as Plain | undefined)?.[field],
        (to[i] as Plain | undefined)?.[field],
        into,
      )
}

/* A changed time is one change. */
const span = (period: Period | undefined): Value => period && `${period.from}-${period.to}`

export function difference(from: Application, to: Application): Change[] {
  const changes: Change[] = []
  for (const field of FIELDS) compare(NAMES[field] ?? field, from[field], to[field], changes)
  compare('unit', from.unit?.id, to.unit?.id, changes)
  compare('campus', from.campus?.id, to.campus?.id, changes)
  compare('gates', gateMask(from.gates), gateMask(to.gates), changes)
  for (let i = 0; i < Math.max(from.periods.length, to.periods.length); i++)
    compare(`periods[${i}]`, span(from.periods[i]), span(to.periods[i]), changes)
  compareRows('vehicles', ['plate', 'refusal'], from.vehicles, to.vehicles, changes)
  compareRows('persons', PERSON_FIELDS, from.persons, to.persons, changes)
  return changes
}
