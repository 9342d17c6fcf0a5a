/* What an approver of either kind does with one application: read it, act on it, refuse single entrants, correct it.
 * Shared by the unit's page and the security desk. */
import { computed, reactive, ref } from 'vue'
import { act, application } from '../api/applications'
import type { Action, Application, ApplicationInput } from '../api/types'
import { loadReference } from '../reference'
import { useAction, useLoad } from '../useLoad'

/* Actions that say what is wrong, so a remark is required. */
const WITH_REMARK: readonly Action[] = ['unit-send-back', 'unit-refuse', 'security-veto']
export const needsRemark = (action: Action): boolean => WITH_REMARK.includes(action)

export type Review = ReturnType<typeof useReview>

export function useReview(id: () => string, settled: (now: Application, action: Action) => void) {
  const { data, loading, problem, load } = useLoad(async () => {
    await loadReference()
    return application(id())
  })
  const { busy, problem: refused, run } = useAction()
  const asking = ref<Action | null>(null)
  const correcting = ref<Action | null>(null)
  const remark = ref('')
  const refusals = reactive(new Map<string, string>())
  const changes = ref<ApplicationInput>({})

  const can = (action: Action): boolean => data.value?.actions.includes(action) ?? false
  const errors = computed(() =>
    Object.fromEntries((refused.value?.errors ?? []).map((one) => [one.path.replace(/^changes\./, ''), one.message])),
  )
  const changed = computed(() => Object.keys(changes.value).length > 0)

  /* to: the colleague that it is handed to. */
  async function take(action: Action, to?: number): Promise<void> {
    const now = data.value
    if (!now) return
    const withChanges = action.includes('change') && changed.value
    const done = await run(async () => {
      data.value = await act(now.id, {
        action,
        version: now.version,
        remark: remark.value.trim(),
        ...(to !== undefined ? { to } : {}),
        ...(withChanges ? { changes: changes.value } : {}),
        ...(refusals.size > 0 && /pass|return/.test(action)
          ? { refuse: [...refusals].map(([one, reason]) => ({ id: one, reason })) }
          : {}),
      })
    })
    asking.value = null
    if (!done || !data.value) return
    remark.value = ''
    refusals.clear()
    changes.value = {}
    settled(data.value, action)
  }

  /* Asks before the action that the correction was made for. */
  function corrected(now: ApplicationInput): void {
    changes.value = now
    asking.value = correcting.value
    correcting.value = null
  }

  /* Continues with the newest state after a conflict. */
  function reloaded(now: Application): void {
    data.value = now
    refused.value = null
  }

  return {
    data,
    loading,
    problem,
    load,
    busy,
    refused,
    asking,
    correcting,
    remark,
    refusals,
    changes,
    changed,
    errors,
    can,
    take,
    reloaded,
    corrected,
  }
}
