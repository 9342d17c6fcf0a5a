import { createI18n } from 'vue-i18n'
import { setRequestLanguage } from '../api/client'
import type { Language } from '../api/types'
import en from './en'
import zh from './zh'

const KEPT = 'gatehouse-language'

/* Returns the language chosen on this device, or null. */
function chosen(): Language | null {
  try {
    const kept = localStorage.getItem(KEPT)
    return kept === 'zh' || kept === 'en' ? kept : null
  } catch {
    return null // the browser may refuse storage
  }
}

function initial(): Language {
  return chosen() ?? (navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh')
}

export const i18n = createI18n({ legacy: false, locale: initial(), fallbackLocale: 'zh', messages: { zh, en } })

export function language(): Language {
  return i18n.global.locale.value
}

export function setLanguage(value: Language, keep = true): void {
  i18n.global.locale.value = value
  document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en'
  setRequestLanguage(value)
  if (!keep) return
  try {
    localStorage.setItem(KEPT, value)
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}

/* Takes the language of the account, unless one was chosen on this device. */
export function preferLanguage(value: Language): void {
  if (chosen() === null && value !== language()) setLanguage(value, false)
}

/* Returns a name in the reader's language. */
export function named(thing: { name: string; name_en: string } | null | undefined): string {
  if (!thing) return ''
  return language() === 'en' && thing.name_en ? thing.name_en : thing.name
}
