/* The filters that one saved for a list. */
import { get, post, put, remove } from './client'
import type { FilteredList, SavedFilterChange, SavedFilterInput } from './types'

export type FilterChange = SavedFilterChange
export const savedFilters = (list: FilteredList) => get('/api/filters', { list })
export const saveFilter = (input: SavedFilterInput) => post('/api/filters', {}, input)
export const changeFilter = (id: string, wish: FilterChange) => put('/api/filters/{id}', { id }, wish)
export const removeFilter = (id: string) => remove('/api/filters/{id}', { id })
