/* Filings by mail, for officers. */
import { get, post, remove, type Query } from './client'
import type { ApplicationInput, ConsentInput } from './types'

export const mailFilings = (query: Query<'/api/mail-filings'>) => get('/api/mail-filings', query)
export const mailFiling = (id: string) => get('/api/mail-filings/{id}', { id })
export const takeMail = (id: string, input: ApplicationInput & { consent?: ConsentInput }) =>
  post('/api/mail-filings/{id}/take', { id }, input)
export const deleteMail = (id: string) => remove('/api/mail-filings/{id}', { id })
