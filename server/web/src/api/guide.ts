/* The university's own rules as administrators wrote them, and where to write. Asked once for each language. */
import { language } from '../i18n'
import { get, put } from './client'
import type { Guide, Language, PageTextName } from './types'

const asked = new Map<Language, Promise<Guide>>()

export function guide(): Promise<Guide> {
  const of = language()
  const known = asked.get(of) ?? get('/api/guide', {})
  asked.set(of, known)
  known.catch(() => asked.delete(of))
  return known
}

export const pageTexts = () => get('/api/page-texts', {})
export const pageTextVersions = (name: PageTextName, of: Language) =>
  get('/api/page-texts/{name}/{language}', { name, language: of })
export function savePageText(name: PageTextName, of: Language, text: string, version: number) {
  asked.clear()
  return put('/api/page-texts/{name}/{language}', { name, language: of }, { text, version })
}
