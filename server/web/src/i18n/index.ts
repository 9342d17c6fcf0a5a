import { createI18n } from 'vue-i18n'
import { setRequestLanguage } from '../api/client'
import type { Language } from '../api/types'
import en from './en'
import zh from './zh'

const KEPT = 'gatehouse-language'

function initial(): Language {
  try {
    const kept = localStorage.getItem(KEPT)
    if (kept === 'zh' || kept === 'en') return kept
  } catch {
    // Storage can be switched off; the browser's language decides then.
  }
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
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
    // Then it lasts until the page is closed.
  }
}

/* A name that the server gives in both languages. */
export function named(thing: { name: string; name_en: string } | null | undefined): string {
  if (!thing) return ''
  return language() === 'en' && thing.name_en ? thing.name_en : thing.name
}
