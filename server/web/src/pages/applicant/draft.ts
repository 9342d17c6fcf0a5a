/* A draft is made at the first real input: opening the form or a step makes none. Then it saves itself 0.8 s (PAUSE_MS)
 * after the last change and again when the network is back, never twice at once.
 * On a conflict it stops and keeps what is typed until the person decides. */
import { onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch } from 'vue'
import * as api from '../../api/applications'
import { asProblem, type Problem } from '../../api/problem'
import type { Application } from '../../api/types'
import type { ApplicationFields } from '../../application/input'
import { emptyInput, inputOf, withoutBlanks } from '../../application/input'

const PAUSE_MS = 800
const RETRY_MS = 5_000

export type SaveState = 'new' | 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'

export function useDraft(id: string | undefined, created: (id: string) => void) {
  const input = reactive<ApplicationFields>(emptyInput())
  const application = shallowRef<Application | null>(null)
  const state = ref<SaveState>('new')
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let timer = 0
  let quiet = 0 // > 0 while the program changes fields: that is not typing
  let untouched = typed()
  let running: Promise<boolean> | null = null

  /* What a person has typed or chosen: without the empty forms that a step opens. */
  function typed(): string {
    const { vehicles, ...rest } = withoutBlanks(input)
    return JSON.stringify({ ...rest, vehicles: vehicles.filter((one) => one.plate.trim() !== '') })
  }

  function take(answer: Application, fill: boolean): void {
    application.value = answer
    if (fill) prefill(inputOf(answer))
  }

  /* Fills the form. In a new one that alone makes no draft. */
  function prefill(values: Partial<ApplicationFields>): void {
    quiet++
    Object.assign(input, values)
    untouched = typed()
    setTimeout(() => quiet--)
  }
  /* As prefill() in a new form; in a draft it is a change like any other. */
  function offer(values: Partial<ApplicationFields>): void {
    if (state.value === 'new') prefill(values)
    else Object.assign(input, values)
  }

  async function load(): Promise<void> {
    if (!id) return
    loading.value = true
    problem.value = null
    try {
      take(await api.application(id), true)
      state.value = 'saved'
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loading.value = false
    }
  }

  async function store(): Promise<boolean> {
    const sent = JSON.stringify(input)
    state.value = 'saving'
    try {
      const kept = application.value
      const body = withoutBlanks(JSON.parse(sent) as ApplicationFields)
      const answer = kept ? await api.saveApplication(kept.id, kept.version, body) : await api.createApplication(body)
      take(answer, false)
      if (!kept) created(answer.id)
      problem.value = null
      state.value = JSON.stringify(input) === sent ? 'saved' : 'unsaved'
      if (state.value === 'unsaved') schedule(PAUSE_MS)
      return true
    } catch (thrown) {
      problem.value = asProblem(thrown)
      state.value = problem.value.code === 'stale-version' ? 'conflict' : 'failed'
      if (problem.value.status === 0 || problem.value.status >= 500) schedule(RETRY_MS)
      return false
    }
  }

  /* Returns true when everything typed is on the server. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    // Several calls may wait for one request. The first to continue starts the next; the others wait again.
    while (running) await running
    if (state.value === 'conflict') return false
    if (state.value === 'saved') return true
    running = store().finally(() => (running = null))
    const done = await running
    return done && (state.value as SaveState) !== 'saved' ? save() : done
  }

  function schedule(pause: number): void {
    clearTimeout(timer)
    timer = window.setTimeout(() => void save(), pause)
  }

  watch(input, () => {
    if (quiet > 0 || state.value === 'conflict') return
    if (state.value === 'new' && typed() === untouched) return
    if (state.value !== 'saving') state.value = 'unsaved'
    schedule(PAUSE_MS)
  })

  /* After a conflict: replaces what another window stored with what is typed here. */
  async function keepMine(): Promise<void> {
    if (!application.value) return
    const now = await api.application(application.value.id)
    application.value = now
    state.value = 'unsaved'
    await save()
  }
  async function takeTheirs(): Promise<void> {
    if (!application.value) return
    take(await api.application(application.value.id), true)
    problem.value = null
    state.value = 'saved'
  }

  function warn(event: BeforeUnloadEvent): void {
    if (['unsaved', 'saving', 'failed', 'conflict'].includes(state.value)) event.preventDefault()
  }
  const online = (): void => void (state.value === 'failed' && save())
  onMounted(() => {
    window.addEventListener('beforeunload', warn)
    window.addEventListener('online', online)
    void load()
  })
  onBeforeUnmount(() => {
    if (state.value === 'unsaved') void save()
    clearTimeout(timer)
    window.removeEventListener('beforeunload', warn)
    window.removeEventListener('online', online)
  })

  return { input, application, state, problem, loading, load, save, prefill, offer, keepMine, takeTheirs }
}
