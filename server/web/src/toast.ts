/* A short message that something is done: visible for 2.6 s, and read by screen readers. */
import { ref } from 'vue'

const SHOWN_MS = 2600
export const said = ref('')
export const shown = ref('')
let timer = 0

export function toast(message: string): void {
  said.value = message
  shown.value = message
  clearTimeout(timer)
  timer = window.setTimeout(() => (shown.value = ''), SHOWN_MS)
}
