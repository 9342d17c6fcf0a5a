/* The settings of WeCom. */
import { get, post, put } from './client'
import type { WeComInput, WeComTest } from './types'

export const wecom = () => get('/api/wecom', {})
export const saveWecom = (input: WeComInput) => put('/api/wecom', {}, input)
export const testWecom = (test: WeComTest) => post('/api/wecom/test', {}, test)
