/* A draft never has two requests at once, whatever is typed or pressed meanwhile. */
import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type { Application } from '../src/api/types'
import type { ApplicationFields } from '../src/application/input'

const server = vi.hoisted(() => ({ open: 0, most: 0, version: 0, purpose: '', answer: [] as Array<() => void> }))
vi.mock('../src/api/applications', () => {
  const request = (version: number, body: ApplicationFields) =>
    new Promise<Application>((resolve, reject) => {
      server.most = Math.max(server.most, ++server.open)
      server.answer.push(() => {
        server.open--
        if (version !== server.version) {
          reject(new Error('stale-version'))
          return
        }
        server.purpose = body.purpose
        resolve({ id: 'one', version: ++server.version, state: 'draft' } as Application)
      })
    })
  return {
    createApplication: (body: ApplicationFields) => request(0, body),
    saveApplication: (_id: string, version: number, body: ApplicationFields) => request(version, body),
  }
})

const { useDraft } = await import('../src/pages/applicant/draft')
const settle = () => new Promise((done) => setImmediate(done))
async function answerAll(): Promise<void> {
  for (let next = server.answer.shift(); next; next = server.answer.shift()) {
    next()
    await settle()
  }
}

beforeEach(() => {
  vi.stubGlobal('window', globalThis)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined) // Vue warns about hooks outside a component
  Object.assign(server, { open: 0, most: 0, version: 0, purpose: '', answer: [] })
})

test('a button pressed while a save is under way, after more was typed, waits for all of it', async () => {
  const draft = effectScope(true).run(() => useDraft(undefined, () => undefined))
  if (!draft) throw new Error('no scope')
  draft.input.purpose = 'a lecture'
  await nextTick()
  const first = draft.save() // the timer's
  draft.input.purpose = 'a lecture on gates'
  await nextTick()
  const pressed = [draft.save(), draft.save()]
  await settle()
  await answerAll()
  expect(await Promise.all([first, ...pressed])).toEqual([true, true, true])
  expect(server.most).toBe(1)
  expect(server.purpose).toBe('a lecture on gates')
  expect(draft.state.value).toBe('saved')
})
