/* What the gates recorded, the booths that recorded it, and the guards who sign in there. */
import { address, file, get, post, put, type Query } from './client'
import type { List, State } from './types'

export type Colour = 'green' | 'amber' | 'red'
export type Mark = '' | 'conflict' | 'gap' | 'broken' | 'settled'
export interface Entry {
  id: string
  number: number
  at: number
  arrived_at: number
  clock_trusted: boolean
  kind: string
  evidence: string
  direction: 'in' | 'out'
  gate: number
  gate_name: string
  gate_name_en: string
  device: string
  device_name: string
  colour: Colour
  reason: string
  guard: string | null
  second_guard: string | null
  override: string
  mark: Mark
  note: string
  refers_to: string | null
  pass: string | null
  person: string | null
  plate: string | null
  application: string | null
  unit: string | null
  picture: boolean
}
export interface EntryAside {
  id: string
  device_name: string
  number: number
  arrived_at: number
  code: string
  line: string | null
}
export interface Device {
  id: string
  name: string
  campus: number
  gate: number
  gate_name: string
  gate_name_en: string
  fingerprint: string
  state: 'active' | 'revoked'
  created_at: number
  revoked_at: number | null
  seen_at: number | null
  program: string
  position: number
  synced_at: number | null
  waiting: number
  clock_offset_ms: number
  disk_percent: number | null
  temperature: number | null
  forked_at: number | null
}
export interface DeviceInput {
  name: string
  campus: number
  gate: number
}
export interface DeviceCode {
  code: string
  expires_at: number
  picture: string
}
export type GuardRight = 'admit' | 'override' | 'settings'
export interface Guard {
  id: number
  name: string
  rights: GuardRight[]
  active: boolean
  campus: number
}
export interface GuardInput extends Omit<Guard, 'id'> {
  pin?: string
}

export const entries = (query: Query): Promise<List<Entry>> => get('/api/entries', query)
export const entriesTable = (query: Query): string => address('/api/entries/csv', query)
export const entriesAside = (): Promise<List<EntryAside>> => get('/api/entries/aside')
export const settleEntry = (id: string): Promise<void> => post(`/api/entries/${id}/settle`)
export const settleAside = (id: string): Promise<void> => post(`/api/entries/aside/${id}/settle`)

export interface Emergency {
  id: string
  at: number
  arrived_at: number
  device_name: string
  campus: number
  guard: string | null
  second_guard: string | null
  reason: string
  approver: string
  photo: boolean
  state: 'open' | 'confirmed' | 'objected'
  number: number | null
  application: { id: string; number: string; state: State; unit: string | null } | null
  decision: { at: number; by: string | null; remark: string } | null
}
export const entryPicture = (id: string): string => `/api/entries/${id}/picture`
export const emergencies = (): Promise<List<Emergency>> => get('/api/emergencies')
export const emergencyPhoto = (id: string): string => `/api/emergencies/${id}/photo`
export const decideEmergency = (id: string, action: 'confirm' | 'object', remark: string): Promise<void> =>
  post(`/api/emergencies/${id}/actions`, { action, remark })

export const devices = (): Promise<List<Device>> => get('/api/devices')
export const makeCode = (input: DeviceInput): Promise<DeviceCode> => post('/api/devices/codes', input)
export const saveDevice = (id: string, input: DeviceInput): Promise<Device> => put(`/api/devices/${id}`, input)
export const revokeDevice = (id: string): Promise<Device> => post(`/api/devices/${id}/revoke`)

/* What is carried to a booth without a network, and back: see sync/README.md. */
export interface Handed {
  acknowledged: number
  gap: boolean
  forked: boolean
  aside: Array<{ number: number; code: string }>
}
export const snapshot = (id: string): Promise<Blob> => file(`/api/devices/${id}/snapshot`)
export const handUp = (id: string, sealed: string): Promise<Handed> =>
  post(`/api/devices/${id}/entries`, new Blob([sealed], { type: 'application/x-ndjson' }))
/* Each piece ends with the line of its seal. */
export function sealedPieces(text: string): string[] {
  return text.match(/(?:\{.*\n)*GHS1:.*\n/g) ?? []
}

export const guards = (): Promise<List<Guard>> => get('/api/guards')
export const addGuard = (input: GuardInput): Promise<Guard> => post('/api/guards', input)
export const saveGuard = (id: number, input: GuardInput): Promise<Guard> => put(`/api/guards/${id}`, input)
