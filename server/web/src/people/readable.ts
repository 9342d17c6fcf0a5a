const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

/* Writes what is held of a person as text that the person can read: one line a value, indented by depth. label names a
 * member; time writes a moment. */
export function readable(
  held: unknown,
  label: (name: string) => string,
  time: (at: number) => string,
  colon: string,
  depth = 0,
): string {
  const indent = '  '.repeat(depth)
  if (Array.isArray(held))
    return held.map((one: unknown, i) => `${indent}${i + 1}.\n${readable(one, label, time, colon, depth + 1)}`).join('')
  if (typeof held !== 'object' || held === null) return `${indent}${plain(held)}\n`
  return Object.entries(held)
    .map(([name, value]: [string, unknown]) => {
      if (Array.isArray(value) && value.length === 0) return ''
      if (typeof value === 'object' && value !== null)
        return `${indent}${label(name)}\n${readable(value, label, time, colon, depth + 1)}`
      const isTime = typeof value === 'number' && value > 1_000_000_000_000
      return value === null || value === ''
        ? ''
        : `${indent}${label(name)}${colon}${isTime ? time(value) : plain(value)}\n`
    })
    .join('')
}
