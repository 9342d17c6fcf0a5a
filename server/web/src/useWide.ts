/* Tells whether the screen is wide enough for a table. Paper shows what the screen showed. */
import { onBeforeUnmount, ref, type Ref } from 'vue'

export function useWide(pixels = 900): Ref<boolean> {
  const query = matchMedia(`(min-width: ${pixels}px)`)
  const wide = ref(query.matches)
  const follow = (): void => {
    if (!matchMedia('print').matches) wide.value = query.matches
  }
  query.addEventListener('change', follow)
  onBeforeUnmount(() => query.removeEventListener('change', follow))
  return wide
}
