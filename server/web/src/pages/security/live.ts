/* Follows the entries of the gates as the server sends them. The browser connects anew by itself and says what it had; a
 * connection that has gone quiet is made anew here. */
import { onUnmounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { live } from '../../api/gates'
import type { Entry } from '../../api/types'
import { serverNow } from '../../time'

const MOST = 100 // entries that are kept
const QUIET_MS = 20_000 // the server says something every 5 s
const AGAIN_MS = 5_000

export interface Live {
  entries: ShallowRef<readonly Entry[]>
  arriving: ShallowRef<readonly Entry[]> // while paused
  connected: Ref<boolean>
  ended: Ref<boolean> // the session is over
  gap: Ref<boolean> // entries are missing between what was shown and what came
  heardAt: Ref<number> // of the server's clock
  now: Ref<number>
  pause: (on: boolean) => void
  open: (campus: number | undefined) => void
}

export function useLive(): Live {
  const entries = shallowRef<readonly Entry[]>([])
  const arriving = shallowRef<readonly Entry[]>([])
  const connected = ref(false)
  const ended = ref(false)
  const gap = ref(false)
  const heardAt = ref(serverNow())
  const now = ref(serverNow())
  let paused = false
  let source: EventSource | null = null
  let campus: number | undefined
  let openedAt = 0

  function heard(): void {
    connected.value = true
    heardAt.value = serverNow()
  }
  function take(event: MessageEvent<string>): void {
    heard()
    const one = JSON.parse(event.data) as Entry
    if ([...entries.value, ...arriving.value].some((known) => known.id === one.id)) return
    if (paused) arriving.value = [one, ...arriving.value].slice(0, MOST)
    else entries.value = [one, ...entries.value].slice(0, MOST)
  }
  function connect(): void {
    source?.close()
    openedAt = Date.now()
    source = new EventSource(live({ campus }))
    source.addEventListener('entry', take)
    source.addEventListener('beat', heard)
    source.addEventListener('gap', () => (gap.value = true))
    source.addEventListener('end', () => {
      ended.value = true
      stop()
    })
    source.addEventListener('error', () => (connected.value = false))
  }
  function stop(): void {
    connected.value = false
    source?.close()
    source = null
  }
  function open(wanted: number | undefined): void {
    campus = wanted
    entries.value = []
    arriving.value = []
    gap.value = false
    ended.value = false
    connect()
  }
  function pause(on: boolean): void {
    paused = on
    if (on || arriving.value.length === 0) return
    entries.value = [...arriving.value, ...entries.value].slice(0, MOST)
    arriving.value = []
  }
  /* A refused connection, unlike a broken one, is not made anew by the browser. */
  function watch(): void {
    now.value = serverNow()
    if (ended.value || !openedAt) return
    const refused = source?.readyState === EventSource.CLOSED && Date.now() - openedAt > AGAIN_MS
    const quiet = connected.value && now.value - heardAt.value > QUIET_MS
    if (refused || quiet) connect()
  }
  const timer = window.setInterval(watch, 1000)
  onUnmounted(() => {
    window.clearInterval(timer)
    stop()
  })
  return { entries, arriving, connected, ended, gap, heardAt, now, pause, open }
}
