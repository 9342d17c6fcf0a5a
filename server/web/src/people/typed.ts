/* Brings typed or pasted text to plain ASCII, like core/people/typed.c. */

export function narrow(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
}

/* Returns the text narrow and in upper case, without the characters of skip. */
export function plain(text: string, skip: string): string {
  return [...narrow(text).toUpperCase()].filter((c) => !skip.includes(c)).join('')
}
