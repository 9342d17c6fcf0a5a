/* What people type and paste, brought to plain ASCII; as core/people/typed.c does for the server and the booths. */

export function narrow(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
}

/* Narrow, upper case, without the characters of skip. */
export function plain(text: string, skip: string): string {
  return [...narrow(text).toUpperCase()].filter((c) => !skip.includes(c)).join('')
}
