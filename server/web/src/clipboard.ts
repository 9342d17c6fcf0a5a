/* Copies texts, also in web views without a clipboard. */
import { useI18n } from 'vue-i18n'
import { toast } from './toast'

/* The older way, which web views have: a field is selected and copied. It stands where the focus is, since the page
 * behind an open dialogue can't be selected. */
function copySelected(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'sr'
  ;(before?.closest('dialog') ?? document.body).append(field)
  field.select()
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- web views have nothing else
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }
}

/* Copies a text. Answers false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelected(text) // also without TLS, where there is no clipboard
  }
}

/* Returns a function that copies a text and says so by `done`, a key. Where the browser refuses it asks for copying by
 * hand and answers false, so the text must be on the page. */
export function useCopy(): (text: string, done: string) => Promise<boolean> {
  const { t } = useI18n()
  return async (text, done) => {
    const copied = await copyText(text)
    toast(t(copied ? done : 'action.copyByHand'))
    return copied
  }
}
