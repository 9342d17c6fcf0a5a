/* The language of messages to a visitor, where nobody chose one. The rule is the server's (flow/visitor_text.h). */
import type { DocumentKind } from '../api/types'

/** Whose language depends on the name: the form asks. For other documents it is Chinese until somebody chooses English. */
export const mayNeedEnglish = (kind: DocumentKind): boolean => kind === 'passport' || kind === 'permanent-residence'

export function usualLanguage(kind: DocumentKind, name: string): 'zh' | 'en' {
  return mayNeedEnglish(kind) && name !== '' && !/\p{Script=Han}/u.test(name) ? 'en' : 'zh'
}
