/* Campuses, kinds and units that forms choose from. Loaded again after 60 s, because the days of a campus change. */
import { ref, shallowRef } from 'vue'
import * as api from './api/applications'
import type { Campus, Kind, Unit } from './api/types'
import { language } from './i18n'
import { CAMPUS_ZONE, serverNow } from './time'

const FRESH_MS = 60_000

export const campuses = shallowRef<Campus[]>([])
export const kinds = shallowRef<Kind[]>([])
export const units = shallowRef<Unit[]>([])
const asked = ref(0)

export async function loadReference(): Promise<void> {
  if (serverNow() - asked.value < FRESH_MS) return
  const [c, k, u] = await Promise.all([api.campuses(), api.kinds(), api.units()])
  campuses.value = c.items
  kinds.value = k.items
  units.value = u.items
  asked.value = serverNow()
}

/* The next page asks anew. */
export function forgetReference(): void {
  asked.value = 0
}

export function campusOf(id: number | null | undefined): Campus | undefined {
  return campuses.value.find((one) => one.id === id)
}
/* Minutes east of UTC. */
export function zoneOf(campus: number | null | undefined): number {
  return campusOf(campus)?.zone_minutes ?? CAMPUS_ZONE
}
export function kindOf(kind: string): Kind | undefined {
  return kinds.value.find((one) => one.kind === kind)
}
/* The kinds that this account can apply for, and the one that a form has already. */
export function openKinds(chosen = ''): Kind[] {
  return kinds.value.filter((one) => one.open || one.kind === chosen)
}
/* What a kind asks for besides, in the page's language; '' for nothing. */
export function asksOf(kind: string): string {
  const one = kindOf(kind)
  return (language() === 'en' ? one?.asks_en : one?.asks) ?? ''
}
export function unitOf(id: number | null | undefined): Unit | undefined {
  return units.value.find((one) => one.id === id)
}
