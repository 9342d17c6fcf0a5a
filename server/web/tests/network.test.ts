/* A network that breaks off: reading is repeated once, writing never, and a part of the pages is loaded anew once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { get, post, quietly } from '../src/api/client'
import { lostChunks } from '../src/lostChunk'

const fetched = vi.fn<(url: string, request: RequestInit) => Promise<unknown>>()
const broken = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'))
const answer = (body: unknown): Promise<Response> => Promise.resolve(new Response(JSON.stringify(body)))

/* Answers one after the other; the last stays. */
function answers(...each: Array<() => Promise<unknown>>): void {
  fetched.mockReset()
  each.forEach((one, i) =>
    i < each.length - 1 ? fetched.mockImplementationOnce(one) : fetched.mockImplementation(one),
  )
}
/* Lets the time pass that a repetition waits for. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    (value) => value,
    (thrown: unknown) => (thrown as { code: string }).code,
  )
  await vi.runAllTimersAsync()
  return settled
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.useRealTimers()
})

test('reading is repeated once after the network broke off', async () => {
  answers(broken, () => answer([1]))
  expect(await outcome(get('/api/units', {}))).toEqual([1])
  expect(fetched).toHaveBeenCalledTimes(2)
  answers(broken, () => answer({ csrf: '' }))
  expect(await outcome(quietly('get', '/api/session', {}))).toEqual({ csrf: '' })
})

test("an answer that breaks off under way is read again, one that is not the server's is not", async () => {
  const cut = (): Promise<unknown> => Promise.resolve({ ok: true, status: 200, json: broken })
  answers(cut, () => answer([2]))
  expect(await outcome(get('/api/units', {}))).toEqual([2])
  answers(() => Promise.resolve(new Response('<html>')))
  expect(await outcome(get('/api/units', {}))).toBe('unavailable')
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('it is repeated once only', async () => {
  answers(broken)
  expect(await outcome(get('/api/units', {}))).toBe('offline')
  expect(fetched).toHaveBeenCalledTimes(2)
})

test('a time-out and anything that writes are not repeated', async () => {
  answers(broken)
  expect(await outcome(post('/api/applications/{id}/copy', { id: 'x' }, undefined))).toBe('offline')
  expect(fetched).toHaveBeenCalledTimes(1)
  const never = (_url: string, { signal }: RequestInit): Promise<never> =>
    new Promise((_, refuse) =>
      signal?.addEventListener('abort', () => {
        refuse(new TypeError('aborted'))
      }),
    )
  fetched.mockReset()
  fetched.mockImplementation(never)
  expect(await outcome(get('/api/units', {}))).toBe('timeout')
  expect(fetched).toHaveBeenCalledTimes(1)
})

function page() {
  const kept = new Map<string, string>()
  const target = new EventTarget()
  const assign = vi.fn<(address: string | URL) => void>()
  return {
    assign,
    fail(error: Error) {
      target.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }))
      return error
    },
    // Each load of the page begins anew; what the session keeps stays.
    load: () =>
      lostChunks({
        sessionStorage: {
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, value) => void kept.set(key, value),
          removeItem: (key) => void kept.delete(key),
        },
        location: { assign },
        addEventListener: (name, listener) => {
          target.addEventListener(name, listener)
        },
      }),
  }
}

test('a part of the pages that failed is loaded anew once, never in a loop', () => {
  const window = page()
  const chunks = window.load()
  expect(chunks.is(window.fail(new Error('Unable to preload CSS for /app/x.css')))).toBe(true)
  expect(chunks.is(new Error('some other import'))).toBe(false)
  expect(chunks.reload('/app/approve')).toBe(true)
  vi.runAllTimers()
  expect(window.assign).toHaveBeenCalledExactlyOnceWith('/app/approve')

  const second = window.load()
  expect(second.reload('/app/approve')).toBe(false)
  vi.runAllTimers()
  expect(window.assign).toHaveBeenCalledTimes(1)
  second.arrived()
  expect(second.reload('/app/account')).toBe(true)
})

test('without a memory of the session it is not loaded anew at all', () => {
  const assign = vi.fn<(address: string | URL) => void>()
  const refuse = (): never => {
    throw new Error('SecurityError')
  }
  const chunks = lostChunks({
    sessionStorage: { getItem: refuse, setItem: refuse, removeItem: refuse },
    location: { assign },
    addEventListener: () => undefined,
  })
  expect(chunks.reload('/app/approve')).toBe(false)
  chunks.arrived()
  vi.runAllTimers()
  expect(assign).not.toHaveBeenCalled()
})
