import { createI18n } from 'vue-i18n'
import { setRequestLanguage } from '../api/client'
import type { Language } from '../api/types'
import type en from './en'
import type enAccount from './en/account'
import type enFeedback from './en/feedback'
import type enHall from './en/hall'
import type enOffice from './en/office'
import type zh from './zh'
import type zhAccount from './zh/account'
import type zhFeedback from './zh/feedback'
import type zhHall from './zh/hall'
import type zhOffice from './zh/office'

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

type Catalogues = {
  zh: typeof zh & typeof zhAccount & typeof zhOffice & typeof zhFeedback & typeof zhHall
  en: typeof en & typeof enAccount & typeof enOffice & typeof enFeedback & typeof enHall
}

/* A page loads the texts of one language, and the other parts with the first page that shows them. */
const load = {
  zh: {
    first: () => import('./zh'),
    account: () => import('./zh/account'),
    office: () => import('./zh/office'),
    feedback: () => import('./zh/feedback'),
    hall: () => import('./zh/hall'),
  },
  en: {
    first: () => import('./en'),
    account: () => import('./en/account'),
    office: () => import('./en/office'),
    feedback: () => import('./en/feedback'),
    hall: () => import('./en/hall'),
  },
}
type Part = keyof typeof load.zh
const wanted = new Set<Part>(['first'])
const loaded = new Set<string>()

export const i18n = createI18n({ legacy: false, locale: initial(), fallbackLocale: false, messages: {} as Catalogues })

export function language(): Language {
  return i18n.global.locale.value
}

/* Loads the wanted texts of a language, each once. Rejects where they can't be loaded. */
export async function loadLanguage(value: Language): Promise<void> {
  for (const part of wanted) {
    if (loaded.has(value + part)) continue
    const texts = await load[value][part]()
    i18n.global.mergeLocaleMessage(value, texts.default)
    loaded.add(value + part)
  }
}

/* Loads a part of the texts, such as those of the office, in the language that is shown, and later in every other that is
 * chosen. Rejects where they can't be loaded. */
export async function loadTexts(part: Part): Promise<void> {
  wanted.add(part)
  await loadLanguage(language())
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
