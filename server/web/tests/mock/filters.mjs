/* The mock's saved filters. */
import { now, uuid } from './data.mjs'

export function filters() {
  const of = new Map()
  const own = ({ account }) => {
    if (!of.has(account.name))
      of.set(account.name, [
        {
          id: uuid(),
          list: 'entries',
          name: '今天不放行',
          query: { colour: 'red', from: String(now() - 86_400_000) },
          initial: false,
        },
      ])
    return of.get(account.name)
  }
  const lone = (all, one) => {
    if (one.initial) for (const other of all) if (other !== one && other.list === one.list) other.initial = false
    return one
  }
  return {
    'GET /api/filters': ({ query, ...rest }) => ({
      items: own(rest).filter((one) => one.list === (query.get('list') ?? 'entries')),
      next: null,
    }),
    'POST /api/filters': ({ body, ...rest }) => {
      const made = { initial: false, ...body, id: uuid() }
      own(rest).push(made)
      return [201, lone(own(rest), made)]
    },
    'PUT /api/filters/:id': ({ params, body, ...rest }) => {
      const one = own(rest).find((candidate) => candidate.id === params.id)
      return lone(own(rest), Object.assign(one, body))
    },
    'DELETE /api/filters/:id': ({ params, ...rest }) => {
      const all = own(rest)
      all.splice(
        all.findIndex((one) => one.id === params.id),
        1,
      )
      return null
    },
  }
}
