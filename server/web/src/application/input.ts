/* The fields of an application form: empty ones, and those of an application that the server sent. */
import type { Application, ApplicationInput, DocumentKind, PeriodInput, PersonInput, VehicleInput } from '../api/types'

/* Every field is present; a field that is not typed yet is an empty text. */
type Filled<T> = { [K in keyof T]-?: Exclude<T[K], null | undefined> }
type WithId<T extends { id?: string }> = Filled<Omit<T, 'id'>> & Pick<T, 'id'>

export type PeriodFields = Filled<Pick<PeriodInput, 'from' | 'to' | 'skip_closed'>>
export type Span = Pick<PeriodFields, 'from' | 'to'>
export type VehicleFields = WithId<VehicleInput>
export type PersonFields = WithId<Omit<PersonInput, 'document_kind' | 'vehicle'>> & {
  document_kind: DocumentKind
  vehicle: number | null
}
export interface ApplicationFields extends Filled<
  Pick<ApplicationInput, 'gates' | 'kind' | 'purpose' | 'host_name' | 'host_mobile' | 'note' | 'asked'>
> {
  unit: number | null
  campus: number | null
  periods: PeriodFields[]
  vehicles: VehicleFields[]
  persons: PersonFields[]
}

export function emptyInput(): ApplicationFields {
  return {
    unit: null,
    campus: null,
    gates: [],
    kind: '',
    purpose: '',
    host_name: '',
    host_mobile: '',
    note: '',
    asked: '',
    periods: [],
    vehicles: [],
    persons: [],
  }
}

export function emptyPerson(vehicle: number | null = null): PersonFields {
  return { name: '', sex: '', mobile: '', document_kind: 'resident-id', document_number: '', language: '', vehicle }
}

export function isBlank(one: PersonFields): boolean {
  return one.name === '' && one.mobile === '' && one.document_number === ''
}

/* Returns the form without the empty persons at its end, which a step offers to fill in. */
export function withoutBlanks(input: ApplicationFields): ApplicationFields {
  const filled = input.persons.map((one) => !isBlank(one)).lastIndexOf(true)
  return { ...input, persons: input.persons.slice(0, filled + 1) }
}

/* Returns the vehicle that the next person probably comes in: one that lacks a rider, or that of the person before. */
export function vehicleOfNext(input: ApplicationFields): number | null {
  const lonely = input.vehicles.findIndex((_, i) => !input.persons.some((one) => one.vehicle === i))
  return lonely >= 0 ? lonely : (input.persons[input.persons.length - 1]?.vehicle ?? null)
}

/* Adds a vehicle. A single person on foot, who was typed before it, is in it. */
export function addVehicle(input: ApplicationFields): void {
  input.vehicles.push({ plate: '' })
  const [only, second] = input.persons
  if (only && !second && input.vehicles.length === 1) only.vehicle = 0
}

/* Returns the fields of an application of the signed-in person, which the server sends in full. */
export function inputOf(one: Application): ApplicationFields {
  return {
    unit: one.unit?.id || null,
    campus: one.campus?.id || null,
    gates: [...one.gates],
    kind: one.kind,
    purpose: one.purpose,
    host_name: one.host_name,
    host_mobile: one.host_mobile ?? '',
    note: one.note,
    asked: one.asked,
    // The form shows what closed days do to a period.
    periods: one.periods.map(({ from, to }) => ({ from, to, skip_closed: true })),
    vehicles: one.vehicles.map(({ id, plate }) => ({ id, plate })),
    persons: one.persons.map((p) => ({
      id: p.id,
      name: p.name ?? '',
      sex: p.sex,
      mobile: p.mobile ?? '',
      document_kind: p.document_kind || 'resident-id',
      document_number: p.document_number ?? '',
      language: p.language,
      vehicle: p.vehicle,
    })),
  }
}

/* Removes a vehicle. Its riders walk; riders of later vehicles keep theirs. */
export function withoutVehicle(input: ApplicationFields, index: number): void {
  input.vehicles.splice(index, 1)
  for (const person of input.persons) {
    if (person.vehicle === index) person.vehicle = null
    else if (person.vehicle !== null && person.vehicle > index) person.vehicle--
  }
}
