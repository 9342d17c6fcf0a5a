/* The mock's keys of the portal, and what the portal gets. */
import { now, uuid } from './data.mjs'

export function portal() {
  const keys = [
    { id: uuid(), name: '门户', algorithm: 'HS256', created_at: now() - 9 * 86_400_000, used_at: now() - 60_000 },
  ]
  return {
    'GET /api/portal-keys': () => ({ items: keys, next: null }),
    'POST /api/portal-keys': ({ body }) => {
      const made = { id: uuid(), ...body }
      keys.unshift({ ...made, created_at: now(), used_at: null })
      return [201, { ...made, audience: 'https://visit.example.edu.cn', key: 'c2VjcmV0IG9mIHRoZSBtb2Nr' }]
    },
    'DELETE /api/portal-keys/:id': ({ params }) => {
      keys.splice(
        keys.findIndex((one) => one.id === params.id),
        1,
      )
      return null
    },
    'GET /api/portal/todo': () => ({ count: 0, page: 1, size: 20, items: [] }),
  }
}
