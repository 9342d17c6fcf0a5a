/* The one way to the server: paths, parameters, bodies and answers as openapi.json describes them, the session's CSRF
 * token, the reader's language, problems as exceptions. */
import { Problem, problemOf } from './problem'
import type { paths } from './types'

type Verb = 'get' | 'post' | 'put' | 'delete'
type PathOf<V extends Verb> = { [P in keyof paths]: paths[P][V] extends object ? P : never }[keyof paths]
type Json<C> = C extends { content: { 'application/json': infer T } } ? T : never
type Answer<P extends keyof paths, V extends Verb> = paths[P][V] extends { responses: infer R }
  ? R extends { 204: unknown }
    ? undefined
    : Json<R[keyof R & (200 | 201)]>
  : never
type Body<P extends keyof paths, V extends Verb> = paths[P][V] extends { requestBody: infer B } ? Json<B> : undefined
/* Parameters of path and query in one object; no operation uses a name for both. */
type Given<P extends keyof paths, V extends Verb> = paths[P][V] extends { parameters: infer A }
  ? Part<A, 'path'> & Blank<Part<A, 'query'>>
  : never
type Part<A, K extends string> = A extends { [key in K]?: infer T }
  ? [Exclude<T, undefined>] extends [never]
    ? unknown
    : Exclude<T, undefined>
  : unknown
/* An empty text, null and undefined leave the parameter out. Filters and addresses hold words and lists as texts. */
type Blank<T> = { [K in keyof T]: Text<Exclude<T[K], undefined>> | '' | null | undefined }
type Text<T> = T extends string | readonly string[] ? string : T
export type Query<P extends PathOf<'get'>> = Given<P, 'get'>

const TIMEOUT_MS = 30_000
const FILE_TIMEOUT_MS = 600_000
const REPEAT_AFTER_MS = 700

const state = {
  answeredAt: 0,
  csrf: '',
  language: 'zh',
  // Called when the session has ended. Returns whether the person signed in again.
  signInAgain: null as (() => Promise<boolean>) | null,
  // Called when another window has signed in and the token is outdated. Returns whether it is the same person.
  renew: null as (() => Promise<boolean>) | null,
  // Called when the server wants the password again. Returns whether it was given.
  confirm: null as (() => Promise<boolean>) | null,
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

export function onUnconfirmed(ask: () => Promise<boolean>): void {
  state.confirm = ask
}

/* Returns when the server answered last, in milliseconds since 1970: 0 if it never did. */
export function lastAnswer(): number {
  return state.answeredAt
}

/* Returns the address of a path: its {names} filled in, every other parameter in the query. */
export function address<P extends PathOf<'get'>>(path: P, given: Given<P, 'get'>): string {
  return fill(path, given)
}

type Values = Record<string, string | number | boolean | null | undefined>
function fill(path: string, given: Values): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])))
  const query = Object.entries(given).filter(
    ([name, value]) => !path.includes(`{${name}}`) && value !== undefined && value !== null && value !== '',
  )
  const search = new URLSearchParams(query.map(([name, value]) => [name, String(value)]))
  return query.length > 0 ? `${filled}?${search.toString()}` : filled
}

/* Keys of requests that have no answer yet, by address and body. The same request, sent again by the page or the person,
 * takes the same key, and the server gives it no second effect (Idempotency-Key). */
const unanswered = new Map<string, string>()

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function keyOf(request: string): string {
  const key = unanswered.get(request) ?? randomKey()
  unanswered.set(request, key)
  return key
}

/* Sends a Blob as it is and anything else as JSON. */
async function send(verb: Verb, url: string, body: unknown, timeout = TIMEOUT_MS): Promise<Response> {
  const headers: Record<string, string> = { Accept: '*/*', 'Accept-Language': state.language }
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json'
  if (verb !== 'get' && state.csrf) headers['X-CSRF-Token'] = state.csrf
  const request =
    verb === 'post' && typeof body === 'object' && !(body instanceof Blob) ? `${url} ${JSON.stringify(body)}` : ''
  if (request) headers['Idempotency-Key'] = keyOf(request)
  // Not AbortSignal.timeout(): web views of 2019 do not have it.
  const giveUp = new AbortController()
  const timer = setTimeout(() => {
    giveUp.abort()
  }, timeout)
  const init: RequestInit = {
    method: verb.toUpperCase(),
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: giveUp.signal,
  }
  if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body)
  try {
    const answer = await fetch(url, init)
    state.answeredAt = Date.now()
    if (answer.status < 500) unanswered.delete(request)
    return answer
  } catch {
    throw new Problem(0, giveUp.signal.aborted ? 'timeout' : 'offline', '')
  } finally {
    clearTimeout(timer)
  }
}

async function settled(answer: Response): Promise<unknown> {
  if (!answer.ok) throw await problemOf(answer)
  if (answer.status === 204) return undefined
  try {
    return await answer.json()
  } catch (thrown) {
    // A proxy wrote what is not JSON. Anything else broke off under way.
    throw thrown instanceof SyntaxError ? new Problem(answer.status, 'unavailable', '') : new Problem(0, 'offline', '')
  }
}

/* A telephone that moves from Wi-Fi to its mobile network breaks off every request. Reading changes nothing, so it is
 * repeated once. What writes is not: the server may have done it. */
async function twice<T>(verb: Verb, once: () => Promise<T>): Promise<T> {
  try {
    return await once()
  } catch (thrown) {
    if (verb !== 'get' || !(thrown instanceof Problem) || thrown.code !== 'offline') throw thrown
  }
  await new Promise((done) => setTimeout(done, REPEAT_AFTER_MS))
  return once()
}

async function attempt(verb: Verb, url: string, body?: unknown): Promise<unknown> {
  const answer = await send(verb, url, body)
  if (answer.status !== 401 && answer.status !== 403) return settled(answer)
  const problem = await problemOf(answer)
  const ask = {
    'not-signed-in': state.signInAgain,
    csrf: state.renew,
    'confirm-password': state.confirm,
  }[problem.code]
  if (ask && (await ask())) return settled(await send(verb, url, body))
  throw problem
}

function call(verb: Verb, url: string, body?: unknown): Promise<unknown> {
  return twice(verb, () => attempt(verb, url, body))
}

export async function get<P extends PathOf<'get'>>(path: P, given: Given<P, 'get'>): Promise<Answer<P, 'get'>> {
  return (await call('get', fill(path, given))) as Answer<P, 'get'>
}
export async function post<P extends PathOf<'post'>>(
  path: P,
  given: Given<P, 'post'>,
  body: Body<P, 'post'>,
): Promise<Answer<P, 'post'>> {
  const sent: unknown = body
  return (await call('post', fill(path, given), sent ?? {})) as Answer<P, 'post'>
}
export async function put<P extends PathOf<'put'>>(
  path: P,
  given: Given<P, 'put'>,
  body: Body<P, 'put'>,
): Promise<Answer<P, 'put'>> {
  return (await call('put', fill(path, given), body)) as Answer<P, 'put'>
}
export async function remove<P extends PathOf<'delete'>>(path: P, given: Given<P, 'delete'>): Promise<void> {
  await call('delete', fill(path, given))
}

/* For pages without a session: a 401 is a problem like any other, and no sign-in dialogue opens. */
export async function quietly<P extends keyof paths, V extends Verb>(
  verb: V,
  path: P,
  given: Given<P, V>,
  body?: Body<P, V>,
): Promise<Answer<P, V>> {
  return (await twice(verb, async () => settled(await send(verb, fill(path, given), body)))) as Answer<P, V>
}

/* Downloads a file, whole or not at all. */
export async function download<P extends PathOf<'post'>>(path: P, given: Given<P, 'post'>): Promise<Blob> {
  const answer = await send('post', fill(path, given), undefined, FILE_TIMEOUT_MS)
  if (!answer.ok) throw await problemOf(answer)
  try {
    return await answer.blob()
  } catch {
    throw new Problem(0, 'offline', '')
  }
}

/* Uploads a file. */
export async function upload<P extends PathOf<'post'>>(
  path: P,
  given: Given<P, 'post'>,
  file: Blob,
): Promise<Answer<P, 'post'>> {
  return (await call('post', fill(path, given), file)) as Answer<P, 'post'>
}
