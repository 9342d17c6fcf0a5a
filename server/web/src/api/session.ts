import { call, post, put, remove, get } from './client'
import type { Delegation, List, Session } from './types'

export const signIn = (name: string, password: string, totp?: string): Promise<Session> =>
  call<Session>('POST', '/api/session', totp ? { name, password, totp } : { name, password }, true)
export const currentSession = (): Promise<Session> => call<Session>('GET', '/api/session', undefined, true)
export const signOut = (): Promise<void> => call('DELETE', '/api/session', undefined, true)
export const changePassword = (old: string, password: string): Promise<void> =>
  put('/api/session/password', { old, new: password })
export const startTotp = (): Promise<{ secret: string; uri: string; qr_svg: string }> => post('/api/session/totp')
export const confirmTotp = (code: string): Promise<void> => put('/api/session/totp', { code })

export const delegations = (): Promise<List<Delegation>> => get('/api/delegations')
export const addDelegation = (deputy: number, from: number, to: number): Promise<Delegation> =>
  post('/api/delegations', { deputy, from, to })
export const removeDelegation = (id: string | number): Promise<void> => remove(`/api/delegations/${id}`)
/* Who may stand in for the person signed in. */
export const deputies = (): Promise<List<{ id: number; display_name: string }>> => get('/api/delegations/deputies')
