/* The first-run set-up of a server without accounts. The token travels in the body, so that no log has it. */
import { quietly } from './client'
import type { SetupPlan } from './types'

export const setupState = (token: string) => quietly('post', '/api/setup', {}, { token })
export const keepSetup = (token: string, version: number, plan: SetupPlan) =>
  quietly('put', '/api/setup', {}, { token, version, plan })
export const setupTotp = (token: string) => quietly('post', '/api/setup/totp', {}, { token })
export const testMessage = (token: string, channel: 'sms' | 'email', to: string) =>
  quietly('post', '/api/setup/test', {}, { token, channel, to })
export const finishSetup = (token: string, version: number, password: string, code: string) =>
  quietly('post', '/api/setup/finish', {}, { token, version, password, code })
