/* The flows of the service hall. Portals and WeCom link to /app/hall/NAME (docs/service-hall.md), so names stay. */
import type { IconName } from './components/Icon.vue'

export interface Flow {
  name: 'pedestrian' | 'vehicle' | 'multi-entry' | 'works' | 'staff'
  kind: string // of the application
  vehicle: boolean // the form begins with a field for a plate
  icon: IconName
}

export const FLOWS: readonly Flow[] = [
  { name: 'pedestrian', kind: 'visit', vehicle: false, icon: 'person' },
  { name: 'vehicle', kind: 'visit', vehicle: true, icon: 'car' },
  { name: 'multi-entry', kind: 'multi', vehicle: false, icon: 'undo' },
  { name: 'works', kind: 'works', vehicle: true, icon: 'gear' },
  { name: 'staff', kind: 'staff', vehicle: false, icon: 'shield' },
]

/* Returns the flow that an address names, if there is one. */
export function flowOf(name: unknown): Flow | undefined {
  return FLOWS.find((one) => one.name === name)
}
