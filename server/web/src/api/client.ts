/* One way to the server: JSON both ways, the session's CSRF token, the reader's language, problems as exceptions. */
import { Problem, problemOf } from './problem'

export type Query = Record<string, string | number | boolean | null | undefined>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const TIMEOUT_MS = 30_000
const FILE_TIMEOUT_MS = 600_000

const state = {
  csrf: '',
  language: 'zh',
  // Asked when a session has ended under a request; answers whether somebody signed in again.
  signInAgain: null as (() => Promise<boolean>) | null,
  // Asked when the token is not the session's any more: another window signed in. Answers whether it is the same person.
  renew: null as (() => Promise<boolean>) | null,
}

export function setCsrf(csrf: string): void {
  state.csrf = csrf
}

export function setRequestLanguage(language: string): void {
  state.language = language
}

export function onSignedOut(ask: () => Promise<boolean>): void {
  state.signInAgain = ask
}

export function onForeignToken(ask: () => Promise<boolean>): void {
  state.renew = ask
}

export function address(path: string, query?: Query): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return given.length > 0 ? `${path}?${search}` : path
}

/* A Blob is sent as it is, all else as JSON. */
async function send(method: Method, path: string, body: unknown, timeout = TIMEOUT_MS): Promise<Response> {
  const headers: Record<string, string> = { Accept: '*/*', 'Accept-Language': state.language }
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json'
  if (method !== 'GET' && state.csrf) headers['X-CSRF-Token'] = state.csrf
  const request: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(timeout),
  }
  if (body !== undefined) request.body = body instanceof Blob ? body : JSON.stringify(body)
  try {
    return await fetch(path, request)
  } catch (thrown) {
    const late = thrown instanceof DOMException && thrown.name === 'TimeoutError'
    throw new Problem(0, late ? 'timeout' : 'offline', '')
  }
}

async function settled<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await problemOf(answer)
  if (answer.status === 204) return undefined as T
  try {
    return (await answer.json()) as T
  } catch {
    throw new Problem(answer.status, 'unavailable', '')
  }
}

/* A file, whole or not at all. */
export async function file(path: string): Promise<Blob> {
  const answer = await send('POST', path, undefined, FILE_TIMEOUT_MS)
  if (!answer.ok) throw await problemOf(answer)
  try {
    return await answer.blob()
  } catch {
    throw new Problem(0, 'offline', '')
  }
}

/* quiet: a missing session is an answer like any other, nobody is asked to sign in. */
export async function call<T>(method: Method, path: string, body?: unknown, quiet = false): Promise<T> {
  const answer = await send(method, path, body)
  if (quiet || (answer.status !== 401 && answer.status !== 403)) return settled<T>(answer)
  const problem = await problemOf(answer)
  const ask = { 'not-signed-in': state.signInAgain, csrf: state.renew }[problem.code]
  if (ask && (await ask())) return settled<T>(await send(method, path, body))
  throw problem
}

export const get = <T>(path: string, query?: Query): Promise<T> => call<T>('GET', address(path, query))
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body ?? {})
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, body)
export const remove = (path: string, query?: Query): Promise<void> => call('DELETE', address(path, query))
