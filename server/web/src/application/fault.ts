/* Faults that a step can see by itself, so that they are shown where they are made. The server checks all of it again. */
import type { Campus } from '../api/types'
import { checkDocument } from '../people/document'
import type { ApplicationFields, PeriodFields, PersonFields } from './input'

/* Returns the first earlier period that overlaps with this one, or -1. */
export function overlapOf(periods: readonly PeriodFields[], i: number): number {
  const one = periods[i]
  return one ? periods.slice(0, i).findIndex((other) => one.from < other.to && other.from < one.to) : -1
}

function document(one: PersonFields): string {
  const checked = checkDocument(one.document_kind, one.document_number)
  return checked.ok ? `${one.document_kind} ${checked.value.number}` : ''
}
/* Returns the first earlier person with the same document, or -1. */
export function twinOf(persons: readonly PersonFields[], i: number): number {
  const one = persons[i]
  const mine = one ? document(one) : ''
  return mine ? persons.slice(0, i).findIndex((other) => document(other) === mine) : -1
}

/* Returns whether there is a car, and none of the gates chosen has a lane for it. */
export function lacksLane(input: ApplicationFields, campus: Campus | undefined): boolean {
  const chosen = (campus?.gates ?? []).filter((one) => input.gates.includes(one.bit))
  return input.vehicles.length > 0 && chosen.length > 0 && !chosen.some((one) => one.vehicles)
}
