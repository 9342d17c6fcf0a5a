/* Remarks about the system: sending them, one's own, and the list of the administrators. */
import { address, get, post, type Query } from './client'
import type { paths } from './types'

export type FeedbackInput = paths['/api/feedback']['post']['requestBody']['content']['application/json']
export type FeedbackWish = paths['/api/feedback/{id}/actions']['post']['requestBody']['content']['application/json']

export const sendFeedback = (input: FeedbackInput) => post('/api/feedback', {}, input)
export const ownFeedback = () => get('/api/feedback/own', {})
export const feedbackList = (query: Query<'/api/feedback'>) => get('/api/feedback', query)
export const feedbackCount = () => get('/api/feedback/count', {})
export const feedbackOne = (id: string) => get('/api/feedback/{id}', { id })
export const feedbackPicture = (id: string) => address('/api/feedback/{id}/picture', { id })
export const actOnFeedback = (id: string, wish: FeedbackWish) => post('/api/feedback/{id}/actions', { id }, wish)
