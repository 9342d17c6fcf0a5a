import { get, post, put, remove, type Query } from './client'
import type {
  AccountInput,
  AccountRecord,
  AuditEntry,
  Barred,
  BarredInput,
  DayRecord,
  DocumentKind,
  Erased,
  Found,
  Gate,
  List,
  Message,
  UnitRecord,
} from './types'

export const barred = (q = ''): Promise<List<Barred>> => get('/api/barred', { q })
export const addBarred = (input: BarredInput): Promise<Barred> => post('/api/barred', input)
export const liftBarred = (id: string): Promise<void> => remove(`/api/barred/${id}`)
export const messages = (query: Query): Promise<List<Message>> => get('/api/messages', query)

export const accounts = (query: Query = {}): Promise<List<AccountRecord>> => get('/api/accounts', query)
export const addAccount = (input: AccountInput): Promise<AccountRecord> => post('/api/accounts', input)
export const saveAccount = (id: number, input: AccountInput): Promise<AccountRecord> =>
  put(`/api/accounts/${id}`, input)
export const resetAccount = (id: number): Promise<{ password: string }> => post(`/api/accounts/${id}/reset`)

export const unitRecords = (query: Query = {}): Promise<List<UnitRecord>> => get('/api/admin/units', query)
export const addUnit = (input: Omit<UnitRecord, 'id'>): Promise<UnitRecord> => post('/api/admin/units', input)
export const saveUnit = (id: number, input: Omit<UnitRecord, 'id'>): Promise<UnitRecord> =>
  put(`/api/admin/units/${id}`, input)

export interface CampusInput {
  name: string
  name_en: string
  deadline_minute: number
}
export const saveCampus = (id: number, input: CampusInput): Promise<unknown> => put(`/api/admin/campuses/${id}`, input)
export const days = (campus: number): Promise<List<DayRecord>> => get(`/api/admin/campuses/${campus}/days`)
export const saveDays = (campus: number, items: DayRecord[]): Promise<unknown> =>
  put(`/api/admin/campuses/${campus}/days`, items)
export const saveGate = (gate: Gate): Promise<unknown> =>
  put(`/api/admin/gates/${gate.bit}`, { name: gate.name, name_en: gate.name_en, vehicles: gate.vehicles })

export type Settings = Record<string, string | number | boolean | null>
export const settings = (): Promise<Settings> => get('/api/settings')
export const saveSettings = (values: Settings): Promise<Settings> => put('/api/settings', values)
export const audit = (query: Query): Promise<List<AuditEntry>> => get('/api/audit', query)

export interface Subject {
  document_kind: DocumentKind
  document_number: string
}
export const findSubject = (subject: Subject): Promise<List<Found>> => post('/api/subjects/find', subject)
export const exportSubject = (subject: Subject): Promise<unknown> => post('/api/subjects/export', subject)
export const eraseSubject = (subject: Subject): Promise<Erased> => post('/api/subjects/erase', subject)
