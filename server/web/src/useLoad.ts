/* Loads something from the server: its data, whether it is loading, its problem, and a way to load again. */
import { ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { asProblem, type Problem } from './api/problem'

export interface Load<T> {
  data: ShallowRef<T | null>
  loading: Ref<boolean>
  problem: ShallowRef<Problem | null>
  load: () => Promise<void>
}

export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const loading = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0
  async function load(): Promise<void> {
    const mine = ++turn
    loading.value = true
    problem.value = null
    try {
      const answer = await ask()
      if (mine === turn) data.value = answer
    } catch (thrown) {
      if (mine === turn) problem.value = asProblem(thrown)
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return { data, loading, problem, load }
}

export interface List<T> {
  items: Ref<T[]>
  next: Ref<string | null>
  loading: Ref<boolean>
  loaded: ShallowRef<boolean | null>
  problem: ShallowRef<Problem | null>
  load: () => Promise<void>
  more: Load<boolean>
}

/* Loads a list page by page. */
export function useList<T>(
  ask: (cursor: string | undefined) => Promise<{ items: T[]; next?: string | null }>,
): List<T> {
  const items = ref([]) as Ref<T[]>
  const next = ref<string | null>(null)
  const first = useLoad(async () => {
    const answer = await ask(undefined)
    items.value = answer.items
    next.value = answer.next ?? null
    return true
  })
  const more = useLoad(async () => {
    const answer = await ask(next.value ?? undefined)
    items.value = [...items.value, ...answer.items]
    next.value = answer.next ?? null
    return true
  })
  return { items, next, loading: first.loading, loaded: first.data, problem: first.problem, load: first.load, more }
}

/* Loads again once somebody stops changing a search field or filter. */
export function loadAfterTyping(source: WatchSource | object, load: () => Promise<void>): void {
  const pause = 300 // ms
  let timer = 0
  watch(source, () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void load(), pause)
  })
}

/* Runs an action of a person: busy while it runs, and its problem for the page to show. */
export function useAction() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await what()
      return true
    } catch (thrown) {
      problem.value = asProblem(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
