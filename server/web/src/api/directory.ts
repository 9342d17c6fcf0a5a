/* The campus directory, for administrators. */
import { get, post, put, type Query } from './client'
import type { DirectoryInput } from './types'

export const directory = () => get('/api/admin/directory', {})
export const saveDirectory = (input: DirectoryInput) => put('/api/admin/directory', {}, input)
export const directoryRuns = (query: Query<'/api/admin/directory/runs'>) => get('/api/admin/directory/runs', query)
export const askDirectory = (purpose: 'preview' | 'test') => post('/api/admin/directory/runs', {}, { purpose })
export const directoryRun = (id: number) => get('/api/admin/directory/runs/{id}', { id })
export const settleDirectory = (id: number, action: 'apply' | 'apply-held' | 'discard') =>
  post('/api/admin/directory/runs/{id}/actions', { id }, { action })
export const vacancies = () => get('/api/admin/directory/vacancies', {})
