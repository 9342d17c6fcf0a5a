/* The filters of the inbox of exceptions, and the query that they make. */
import type { Query } from '../../api/client'
import { exceptionKindValues } from '../../api/types'
import { filterAt, filterDate } from '../../time'
import { textsOf } from './savedQuery'

export interface ExceptionFilter {
  kind: string
  state: string
  campus: number | ''
  gate: number | ''
  assignee: number | ''
  from: string
  to: string
}

/* The list begins with what is open. */
export const noExceptionFilter = (): ExceptionFilter => ({
  kind: '',
  state: 'open',
  campus: '',
  gate: '',
  assignee: '',
  from: '',
  to: '',
})

export function exceptionQueryOf(filter: ExceptionFilter): Query<'/api/exceptions'> {
  const { kind, state, campus, gate, assignee, from, to } = filter
  return {
    kind: exceptionKindValues.find((one) => one === kind),
    state: state === 'open' || state === 'closed' ? state : undefined,
    campus: campus === '' ? undefined : campus,
    gate: gate === '' ? undefined : gate,
    assignee: assignee === '' ? undefined : assignee,
    from: filterAt(from, 0),
    to: filterAt(to, 1440),
  }
}

/* How many filters differ from those that the list begins with. */
export function exceptionCountOf(filter: ExceptionFilter): number {
  const blank = noExceptionFilter()
  return (Object.keys(blank) as (keyof ExceptionFilter)[]).filter((name) => filter[name] !== blank[name]).length
}

/* The parameters of the query that a saved filter keeps. */
export const savedExceptionsOf = (filter: ExceptionFilter): Record<string, string> => textsOf(exceptionQueryOf(filter))

/* The filter that such parameters came from. */
export function exceptionFilterOfSaved(query: Record<string, string>): ExceptionFilter {
  const number = (name: string): number | '' => (query[name] ? Number(query[name]) : '')
  return {
    kind: query.kind ?? '',
    state: query.state ?? '',
    campus: number('campus'),
    gate: number('gate'),
    assignee: number('assignee'),
    from: filterDate(query.from, 0),
    to: filterDate(query.to, 1440),
  }
}
