/* A part of the pages that could not be loaded: the network broke off, or a new version has other file names. Only a new
 * load of the page helps, since browsers and Vite keep the failure. It is made once, so that it can never become a loop. */
const KEY = 'gatehouse-reloaded'
const AFTER_MS = 700

interface Page {
  sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  location: Pick<Location, 'assign'>
  addEventListener: (name: string, listener: (event: Event) => void) => void
}

export interface LostChunks {
  /* Returns whether the error is the failed load of a part of the pages. */
  is: (error: unknown) => boolean
  /* Loads the address anew after a moment. Returns false where that was done already, and nothing came since. */
  reload: (address: string) => boolean
  /* A page has come: the next failure may load anew again. */
  arrived: () => void
}

export function lostChunks(page: Page): LostChunks {
  const lost = new WeakSet()
  page.addEventListener('vite:preloadError', (event) => {
    const { payload } = event as Event & { payload?: unknown }
    if (typeof payload === 'object' && payload !== null) lost.add(payload)
  })
  return {
    is: (error) => typeof error === 'object' && error !== null && lost.has(error),
    reload(address) {
      try {
        if (page.sessionStorage.getItem(KEY) !== null) return false
        page.sessionStorage.setItem(KEY, '1')
      } catch {
        return false // without a memory it could become a loop
      }
      setTimeout(() => {
        page.location.assign(address)
      }, AFTER_MS)
      return true
    },
    arrived() {
      try {
        page.sessionStorage.removeItem(KEY)
      } catch {
        // Nothing is kept there, then.
      }
    },
  }
}
