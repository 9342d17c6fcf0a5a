/* The parameters of a query as texts, without those that are not set: what a saved filter keeps. */
export function textsOf(query: Record<string, unknown>): Record<string, string> {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]))
}
