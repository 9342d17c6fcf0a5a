/* What the gates recorded, the booths that recorded it, and the guards who sign in there. */
import { address, download, get, post, put, upload, type Query } from './client'
import type { DeviceInput, GuardInput, RollMark, paths } from './types'

export type ExceptionWish = paths['/api/exceptions/{id}/actions']['post']['requestBody']['content']['application/json']

export const entries = (query: Query<'/api/entries'>) => get('/api/entries', query)
export const entriesText = (query: Query<'/api/entries/csv'>) => address('/api/entries/csv', query)
export const entriesSpreadsheet = (query: Query<'/api/entries/xlsx'>) => address('/api/entries/xlsx', query)
export const entryPicture = (id: string) => address('/api/entries/{id}/picture', { id })
export const entriesAside = () => get('/api/entries/aside', {})
export const settleEntry = (id: string) => post('/api/entries/{id}/settle', { id }, undefined)
export const revealAside = (id: string) => post('/api/entries/aside/{id}/reveal', { id }, undefined)
export const settleAside = (id: string) => post('/api/entries/aside/{id}/settle', { id }, undefined)

export const presence = (campus: number) => get('/api/presence', { campus })

export const presenceText = (query: Query<'/api/presence/csv'>) => address('/api/presence/csv', query)
export const presenceSpreadsheet = (query: Query<'/api/presence/xlsx'>) => address('/api/presence/xlsx', query)
export const bookOut = (subject: string, campus: number, reason: 'left-unseen' | 'never-came') =>
  post('/api/presence/{id}/end', { id: subject }, { campus, reason })

export const rollCalls = (campus: number) => get('/api/roll-calls', { campus })
export const rollCall = (id: string) => get('/api/roll-calls/{id}', { id })
export const startRollCall = (campus: number) => post('/api/roll-calls', {}, { campus })
export const tickOff = (id: string, subject: string, mark: RollMark) =>
  post('/api/roll-calls/{id}/ticks', { id }, { subject, mark })
export const endRollCall = (id: string) => post('/api/roll-calls/{id}/end', { id }, undefined)
export const live = (query: Query<'/api/live'>) => address('/api/live', query)
export const figures = (query: Query<'/api/figures'>) => get('/api/figures', query)
export const wall = (campus: number) => get('/api/wall', { campus })

export const emergencies = () => get('/api/emergencies', {})
export const emergencyPhoto = (id: string) => address('/api/emergencies/{id}/photo', { id })
export const decideEmergency = (id: string, action: 'confirm' | 'object', remark: string) =>
  post('/api/emergencies/{id}/actions', { id }, { action, remark })

export const exceptions = (query: Query<'/api/exceptions'>) => get('/api/exceptions', query)
export const exceptionsText = (query: Query<'/api/exceptions/csv'>) => address('/api/exceptions/csv', query)
export const exceptionsSpreadsheet = (query: Query<'/api/exceptions/xlsx'>) => address('/api/exceptions/xlsx', query)
export const exceptionsCount = () => get('/api/exceptions/count', {})
export const exception = (id: string) => get('/api/exceptions/{id}', { id })
export const actOnException = (id: string, wish: ExceptionWish) => post('/api/exceptions/{id}/actions', { id }, wish)

export const devices = () => get('/api/devices', {})
export const makeCode = (input: DeviceInput) => post('/api/devices/codes', {}, input)
export const saveDevice = (id: string, input: DeviceInput) => put('/api/devices/{id}', { id }, input)
export const settleJournal = (id: string) => post('/api/devices/{id}/journal-settled', { id }, undefined)
export const rotateKey = (id: string) => post('/api/devices/{id}/rotate-key', { id }, undefined)
export const revokeDevice = (id: string) => post('/api/devices/{id}/revoke', { id }, undefined)

/* The files that a USB stick carries to an offline booth and back: see docs/sync-protocol.md. */
export const snapshot = (id: string) => download('/api/devices/{id}/snapshot', { id })
export const handUp = (id: string, sealed: string) =>
  upload('/api/devices/{id}/entries', { id }, new Blob([sealed], { type: 'application/x-ndjson' }))
/* Splits a file of entries. Each piece ends with the line of its seal. */
export function sealedPieces(text: string): string[] {
  return text.match(/(?:\{.*\n)*GHS1:.*\n/g) ?? []
}

export const guards = () => get('/api/guards', {})
export const addGuard = (input: GuardInput) => post('/api/guards', {}, input)
export const saveGuard = (id: number, input: GuardInput) => put('/api/guards/{id}', { id }, input)
