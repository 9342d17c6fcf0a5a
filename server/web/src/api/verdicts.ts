/* Why a verdict is as it is, and what a gate would say. */
import { get, type Query } from './client'

export const whyEntry = (id: string) => get('/api/entries/{id}/why', { id })
export const askGate = (query: Query<'/api/passes/{id}/verdict'>) => get('/api/passes/{id}/verdict', query)
