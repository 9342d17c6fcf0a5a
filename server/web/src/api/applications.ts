import { call, get, post, put, remove, type Query } from './client'
import type {
  ActionRequest,
  Application,
  ApplicationInput,
  BatchResult,
  Campus,
  Check,
  Counts,
  ImportRow,
  Invitation,
  Invited,
  Kind,
  List,
  Pass,
  PassMessage,
  PersonInput,
  Revealed,
  Row,
  Unit,
  View,
  Visitor,
} from './types'

export const campuses = (): Promise<List<Campus>> => get('/api/campuses')
export const units = (q = ''): Promise<List<Unit>> => get('/api/units', { q })
export const kinds = (): Promise<List<Kind>> => get('/api/kinds')

export const applications = (view: View, query: Query = {}): Promise<List<Row>> =>
  get('/api/applications', { view, ...query })
export const counts = (): Promise<Counts> => get('/api/applications/counts')
export const application = (id: string): Promise<Application> => get(`/api/applications/${id}`)
export const createApplication = (input: ApplicationInput): Promise<Application> => post('/api/applications', input)
export const saveApplication = (id: string, version: number, input: ApplicationInput): Promise<Application> =>
  put(`/api/applications/${id}`, { version, ...input })
export const discardApplication = (id: string, version: number): Promise<void> =>
  remove(`/api/applications/${id}`, { version })
export const copyApplication = (id: string): Promise<Application> => post(`/api/applications/${id}/copy`)
export const checkApplication = (input: ApplicationInput): Promise<Check> => post('/api/applications/check', input)
export const act = (id: string, request: ActionRequest): Promise<Application> =>
  post(`/api/applications/${id}/actions`, request)
export const actOnMany = (
  action: 'unit-pass' | 'security-pass',
  items: { id: string; version: number }[],
  remark: string,
): Promise<List<BatchResult>> => post('/api/applications/actions', { action, items, remark })

export const importText = (text: string): Promise<{ rows: ImportRow[]; truncated: boolean }> =>
  post('/api/import', { text })
export const visitors = (q: string): Promise<List<Visitor>> => get('/api/visitors', { q })
export const invite = (id: string, label: string): Promise<Invitation> =>
  post(`/api/applications/${id}/invitations`, { label })
export const invitations = (id: string): Promise<List<Invitation>> => get(`/api/applications/${id}/invitations`)
export const removeInvitation = (id: string): Promise<void> => remove(`/api/invitations/${id}`)
export const invited = (token: string): Promise<Invited> =>
  call<Invited>('GET', `/api/invited/${encodeURIComponent(token)}`, undefined, true)
export const answerInvitation = (token: string, person: PersonInput, plate: string): Promise<Invited> =>
  call<Invited>('PUT', `/api/invited/${encodeURIComponent(token)}`, { person, plate }, true)

export const reveal = (person: string): Promise<Revealed> => post(`/api/persons/${person}/reveal`)
export const actOnPass = (
  id: string,
  action: 'block' | 'unblock' | 'revoke' | 'reissue',
  reason: string,
): Promise<Pass> => post(`/api/passes/${id}/actions`, { action, reason })
export const resend = (message: string): Promise<PassMessage> => post(`/api/messages/${message}/resend`)
