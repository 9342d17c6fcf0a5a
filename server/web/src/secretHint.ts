/* What stands below the field of a stored secret. The server forgets a secret when the address changes that it is sent
   to; moved: it will. Returns the key of a text, or "" where nothing is stored. */
export function secretHint(stored: boolean, moved: boolean): string {
  return !stored ? '' : moved ? 'secret.again' : 'secret.kept'
}
