import { createI18n } from 'vue-i18n'
import { setRequestLanguage } from '../api/client'
import type { Language } from '../api/types'
import type en from './en'
import type zh from './zh'

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

type Catalogues = { zh: typeof zh; en: typeof en }

/* A page loads the texts of one language: those of the other are a seventh of its weight. */
const load = { zh: () => import('./zh'), en: () => import('./en') }

export const i18n = createI18n({ legacy: false, locale: initial(), fallbackLocale: false, messages: {} as Catalogues })

export function language(): Language {
  return i18n.global.locale.value
}

/* Loads the texts of a language, once. Rejects where they can't be loaded. */
export async function loadLanguage(value: Language): Promise<void> {
  if (value in i18n.global.messages.value) return
  const texts = await load[value]()
  i18n.global.setLocaleMessage(value, texts.default)
}

/* Shows the pages in a language. Rejects where its texts can't be loaded; the language then stays. */
export async function setLanguage(value: Language, keep = true): Promise<void> {
  await loadLanguage(value)
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
  if (chosen() === null && value !== language()) void setLanguage(value, false).catch(() => undefined)
}

/* Returns a name in the reader's language. */
export function named(thing: { name: string; name_en: string } | null | undefined): string {
  if (!thing) return ''
  return language() === 'en' && thing.name_en ? thing.name_en : thing.name
}
