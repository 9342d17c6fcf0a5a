/* Providers of single sign-on, for administrators. */
import { get, post, put, remove } from './client'
import type { ProviderInput, ProviderRule, ProviderTry } from './types'

export const providers = () => get('/api/admin/providers', {})
export const addProvider = (input: ProviderInput) => post('/api/admin/providers', {}, input)
export const saveProvider = (id: string, input: ProviderInput) => put('/api/admin/providers/{id}', { id }, input)
export const removeProvider = (id: string) => remove('/api/admin/providers/{id}', { id })
export const saveRules = (id: string, rules: ProviderRule[]) =>
  put('/api/admin/providers/{id}/rules', { id }, { rules })
/* What would this person get? Changes nothing. */
export const tryProvider = (id: string, wish: ProviderTry) => post('/api/admin/providers/{id}/try', { id }, wish)
