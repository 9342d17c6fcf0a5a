import type { FieldError } from './types'

/* A failed call: the server's problem (RFC 9457), or no answer at all (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail = '',
    readonly errors: FieldError[] = [],
    readonly retryAfter = 0,
  ) {
    super(`${code} (${status})`)
    this.name = 'Problem'
  }
}

interface Body {
  code?: unknown
  title?: unknown
  detail?: unknown
  errors?: unknown
}

function text(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'path' in value && 'message' in value
}

/* Returns the problem of a failed answer. A body that is not the server's gives code "unavailable" or "internal". */
export async function problemOf(answer: Response): Promise<Problem> {
  let body: Body = {}
  try {
    const parsed: unknown = await answer.json()
    if (typeof parsed === 'object' && parsed !== null) body = parsed
  } catch {
    // The page of a proxy: the status says enough.
  }
  const errors = Array.isArray(body.errors) ? body.errors.filter(isFieldError) : []
  const code = text(body.code, answer.status >= 500 ? 'unavailable' : 'internal')
  const wait = Number(answer.headers.get('Retry-After') ?? 0)
  return new Problem(
    answer.status,
    code,
    text(body.title, ''),
    text(body.detail, ''),
    errors,
    Number.isFinite(wait) ? wait : 0,
  )
}

export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, 'internal', '')
}
