/* The language of messages to a visitor, where nobody chose one. The rule is the server's (flow/visitor_text.h). */
import type { DocumentKind } from '../api/types'

export function usualLanguage(kind: DocumentKind, name: string): 'zh' | 'en' {
  const foreign = kind === 'passport' || kind === 'permanent-residence'
  return foreign && name !== '' && !/\p{Script=Han}/u.test(name) ? 'en' : 'zh'
}
