/* For the security office and administrators. */
import { address, get, post, put, remove, type Query } from './client'
import type {
  AccountInput,
  BarredInput,
  CampusInput,
  DayInput,
  GateInput,
  KindInput,
  NewCampus,
  PortalAlgorithm,
  Settings,
  Subject,
  UnitInput,
} from './types'

export const barred = (q = '', state: 'in-force' | 'ended' = 'in-force') => get('/api/barred', { q, state })
export const barredText = (query: Query<'/api/barred/csv'>) => address('/api/barred/csv', query)
export const barredSpreadsheet = (query: Query<'/api/barred/xlsx'>) => address('/api/barred/xlsx', query)
export const addBarred = (input: BarredInput) => post('/api/barred', {}, input)
export const liftBarred = (id: string) => remove('/api/barred/{id}', { id })
export const messageSamples = () => get('/api/messages/samples', {})
export const messages = (query: Query<'/api/messages'>) => get('/api/messages', query)

export const accounts = (query: Query<'/api/accounts'>) => get('/api/accounts', query)
export const addAccount = (input: AccountInput) => post('/api/accounts', {}, input)
export const saveAccount = (id: number, input: AccountInput) => put('/api/accounts/{id}', { id }, input)
export const resetAccount = (id: number) => post('/api/accounts/{id}/reset', { id }, undefined)
export const unlockAccount = (id: number) => post('/api/accounts/{id}/unlock', { id }, undefined)

export const unitRecords = (query: Query<'/api/admin/units'>) => get('/api/admin/units', query)
export const addUnit = (input: UnitInput) => post('/api/admin/units', {}, input)
export const unitsText = (query: Query<'/api/admin/units/csv'>) => address('/api/admin/units/csv', query)
export const unitsSpreadsheet = (query: Query<'/api/admin/units/xlsx'>) => address('/api/admin/units/xlsx', query)
export const accountsText = (query: Query<'/api/accounts/csv'>) => address('/api/accounts/csv', query)
export const accountsSpreadsheet = (query: Query<'/api/accounts/xlsx'>) => address('/api/accounts/xlsx', query)
export const saveUnit = (id: number, input: UnitInput) => put('/api/admin/units/{id}', { id }, input)

/* Campuses and gates, also those that are closed. */
export const campuses = () => get('/api/admin/campuses', {})
export const addCampus = (input: NewCampus) => post('/api/admin/campuses', {}, input)
export const saveCampus = (id: number, input: CampusInput) => put('/api/admin/campuses/{id}', { id }, input)
export const days = (campus: number) => get('/api/admin/campuses/{id}/days', { id: campus })
export const saveDays = (campus: number, items: DayInput[]) =>
  put('/api/admin/campuses/{id}/days', { id: campus }, items)
export const gates = () => get('/api/admin/gates', {})
export const addGate = (input: GateInput) => post('/api/admin/gates', {}, input)
export const saveGate = (bit: number, input: GateInput) => put('/api/admin/gates/{bit}', { bit }, input)

/* Kinds of passes, also those that are closed. */
export const passKinds = () => get('/api/admin/kinds', {})
export const addKind = (input: KindInput) => post('/api/admin/kinds', {}, input)
export const saveKind = (id: number, input: KindInput) => put('/api/admin/kinds/{id}', { id }, input)

export const settings = () => get('/api/settings', {})
/* What these values would have done to the entries of the last week. */
export const previewSettings = (values: Settings) => post('/api/settings/preview', {}, values)
export const saveSettings = (values: Settings) => put('/api/settings', {}, values)
export const audit = (query: Query<'/api/audit'>) => get('/api/audit', query)

/* What is kept about people, why and how long. */
export const checks = () => get('/api/checks', {})
export const privacy = () => get('/api/privacy', {})
export const findSubject = (subject: Subject) => post('/api/subjects/find', {}, subject)
export const exportSubject = (subject: Subject) => post('/api/subjects/export', {}, subject)
export const eraseSubject = (subject: Subject) => post('/api/subjects/erase', {}, subject)

export const portalKeys = () => get('/api/portal-keys', {})
export const makePortalKey = (name: string, algorithm: PortalAlgorithm) =>
  post('/api/portal-keys', {}, { name, algorithm })
export const removePortalKey = (id: string) => remove('/api/portal-keys/{id}', { id })
