/* How many applications wait for the signed-in person's decision, how many exceptions and remarks are open, and how many
 * units have nobody who approves, for the numbers in the navigation. */
import { reactive } from 'vue'
import { counts } from './api/applications'
import { directory } from './api/directory'
import { feedbackCount } from './api/feedback'
import { exceptionsCount } from './api/gates'
import type { PageName } from './sections'
import { hasRole } from './session'

const numbers = reactive<Partial<Record<PageName, number>>>({})

export const waitingOn = (page: PageName): number => numbers[page] ?? 0

/* Asks again. Without an answer the old numbers stay: the pages themselves say what is wrong. */
export async function refreshWaiting(): Promise<void> {
  try {
    if (hasRole('security-officer', 'reviewer', 'administrator')) numbers.exceptions = (await exceptionsCount()).open
    if (hasRole('administrator')) numbers.feedback = (await feedbackCount()).open
    if (hasRole('administrator', 'security-administrator')) numbers.directory = (await directory()).vacancies
    if (!hasRole('unit-approver', 'security-officer')) return
    const now = await counts()
    numbers.queue = now.unit['unit-review'] ?? 0
    numbers.desk = now.security['security-review'] ?? 0
  } catch {
    return
  }
}
