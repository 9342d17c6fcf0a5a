import { address, get, post, put, quietly, remove, type Query } from './client'
import type { ActionInput, ApplicationInput, BatchInput, InvitedInput, PassActionInput } from './types'

export const campuses = () => get('/api/campuses', {})
export const units = (q = '') => get('/api/units', { q })
export const kinds = () => get('/api/kinds', {})
export const notice = () => get('/api/notice', {})

export const applications = (query: Query<'/api/applications'>) => get('/api/applications', query)
export const applicationsText = (query: Query<'/api/applications/csv'>) => address('/api/applications/csv', query)
export const applicationsSpreadsheet = (query: Query<'/api/applications/xlsx'>) =>
  address('/api/applications/xlsx', query)
export const counts = () => get('/api/applications/counts', {})
export const application = (id: string) => get('/api/applications/{id}', { id })
export const createApplication = (input: ApplicationInput) => post('/api/applications', {}, input)
export const saveApplication = (id: string, version: number, input: ApplicationInput) =>
  put('/api/applications/{id}', { id }, { version, ...input })
export const discardApplication = (id: string, version: number) => remove('/api/applications/{id}', { id, version })
export const copyApplication = (id: string) => post('/api/applications/{id}/copy', { id }, undefined)
export const amendApplication = (id: string) => post('/api/applications/{id}/amend', { id }, undefined)
/* id: of a draft that amends an application, which is compared with what was approved. */
export const checkApplication = (input: ApplicationInput, id?: string) =>
  post('/api/applications/check', id ? { id } : {}, input)
export const act = (id: string, request: ActionInput) => post('/api/applications/{id}/actions', { id }, request)
export const colleagues = (id: string) => get('/api/applications/{id}/colleagues', { id })
export const remind = (id: string) => post('/api/applications/{id}/remind', { id }, undefined)
export const actOnMany = (batch: BatchInput) => post('/api/applications/actions', {}, batch)

export const importText = (text: string) => post('/api/import', {}, { text })
export const visitors = (q: string) => get('/api/visitors', { q })
export const invite = (id: string, label: string) => post('/api/applications/{id}/invitations', { id }, { label })
export const invitations = (id: string) => get('/api/applications/{id}/invitations', { id })
export const removeInvitation = (id: string) => remove('/api/invitations/{id}', { id })
export const invited = (token: string) => quietly('get', '/api/invited/{token}', { token })
export const answerInvitation = (token: string, answer: InvitedInput) =>
  quietly('put', '/api/invited/{token}', { token }, answer)

export const reveal = (id: string) => post('/api/persons/{id}/reveal', { id }, undefined)
export const actOnPass = (id: string, request: PassActionInput) => post('/api/passes/{id}/actions', { id }, request)
export const resend = (id: string) => post('/api/messages/{id}/resend', { id }, undefined)
