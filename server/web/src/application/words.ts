/* Puts paths and values of changes and errors into words: "persons[0].mobile" is "Visitor 1 · Mobile". */
import { i18n, language, named } from '../i18n'
import { formatPlate } from '../people/plate'
import { groupMobile } from '../people/mobile'
import { campusOf, kindOf, unitOf } from '../reference'
import { clockOfMinute, moment, periodName } from '../time'

const { t, te } = i18n.global

export function pathName(path: string): string {
  const parts = path.split('.').map((part) => {
    const found = /^(\w+)\[(\d+)\]$/.exec(part)
    if (found?.[1]) return t(`path.${found[1]}_n`, { n: Number(found[2]) + 1 })
    return te(`path.${part}`) ? t(`path.${part}`) : part
  })
  return parts.join(' · ')
}

/* Returns who applied. Applications at the gate share one account. */
export function applicantName(one: { walk_up: boolean; applicant: { display_name: string } }): string {
  return one.walk_up ? t('mine.walkUp') : one.applicant.display_name
}

export function gateNames(gates: readonly number[], campus: number | null | undefined): string {
  const known = campusOf(campus)?.gates ?? []
  return gates.map((bit) => named(known.find((gate) => gate.bit === bit)) || String(bit)).join(t('list.comma'))
}

function gatesOfMask(mask: number, campus: number | null | undefined): string {
  const bits = Array.from({ length: 16 }, (_, bit) => bit).filter((bit) => mask & (1 << bit))
  return gateNames(bits, campus)
}

/* A person or vehicle that an amendment adds or drops, as one change. */
export const isWhole = (path: string): boolean => /\.(added|dropped)$/.test(path)

const NUMBERS = ['from', 'to', 'unit', 'campus', 'gates'] // 0 stands for nothing

/* Returns the old or the new value of a change in words. campus: for the names of gates. */
export function valueName(path: string, value: string | null, zone: number, campus?: number | null): string {
  const field = path.split('.').pop() ?? ''
  const period = field.startsWith('periods[') && /^(\d+)-(\d+)$/.exec(value ?? '')
  if (period) return periodName(Number(period[1]), Number(period[2]), zone, language())
  if (value === null || value === '' || (value === '0' && NUMBERS.includes(field))) return t('change.nothing')
  if (field === 'plate' || (isWhole(path) && path.startsWith('vehicles'))) return formatPlate(value)
  if (field === 'mobile' || field === 'host_mobile') return groupMobile(value)
  if ((field === 'from' || field === 'to') && /^\d{11,}$/.test(value)) return moment(Number(value), zone, language())
  if (field === 'language') return t(`languages.${value}`)
  if (field === 'sex' || field === 'document_kind') return te(`${field}.${value}`) ? t(`${field}.${value}`) : value
  if (field === 'state') return t(`states.${value}`)
  if (field === 'vehicle')
    return Number(value) < 0 ? t('person.onFoot') : t('path.vehicles_n', { n: Number(value) + 1 })
  if (field === 'gates') return gatesOfMask(Number(value), campus)
  if (field === 'kind') return named(kindOf(value)) || value
  if (field === 'unit') return named(unitOf(Number(value))) || value
  if (field === 'campus') return named(campusOf(Number(value))) || value
  if (field === 'deadline_minute') return clockOfMinute(Number(value))
  return value
}
