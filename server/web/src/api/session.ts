import { get, post, put, quietly, remove } from './client'
import type { Preferences } from './types'

export const signIn = (name: string, password: string, totp?: string) =>
  quietly('post', '/api/session', {}, totp ? { name, password, totp } : { name, password })
export const currentSession = () => quietly('get', '/api/session', {})
/* The office that helps with signing in; "" when the administrator named none. */
export const helpContact = () => quietly('get', '/api/contact', {})
/* The providers of single sign-on that are switched on. */
export const signInWays = () => quietly('get', '/api/sign-in-ways', {})
/* Ends the session here, and tells where the browser goes to end it at the provider. */
export const signOutEverywhere = () => quietly('delete', '/api/session/everywhere', {})
export const signOut = () => quietly('delete', '/api/session', {})
export const changePassword = (old: string, password: string) =>
  put('/api/session/password', {}, { old, new: password })
/* Whether one hears that a visitor has arrived, whether visitors see one's number, and whether one gets the digest. */
export const savePreferences = (wanted: Preferences) => put('/api/session/preferences', {}, wanted)
export const startTotp = (password: string) => post('/api/session/totp', {}, { password })
export const confirmTotp = (code: string) => put('/api/session/totp', {}, { code })
export const renewRecoveryCodes = (password: string) => post('/api/session/recovery-codes', {}, { password })
/* Gives the password again, before an act that the server refused without. */
export const confirmPassword = (password: string) => quietly('post', '/api/session/confirm', {}, { password })
/* The second factor, and where one is signed in. */
export const security = () => get('/api/session/security', {})
export const endSession = (id: string) => remove('/api/session/others/{id}', { id })
export const endOtherSessions = () => remove('/api/session/others', {})

export const delegations = () => get('/api/delegations', {})
export const addDelegation = (deputy: number, from: number, to: number) =>
  post('/api/delegations', {}, { deputy, from, to })
export const removeDelegation = (id: string) => remove('/api/delegations/{id}', { id })
/* The accounts that may be the signed-in person's deputy. */
export const deputies = () => get('/api/delegations/deputies', {})
