/* Who is signed in. When a session ends under an open page, the page stays and a sign-in dialogue opens over it. */
import { computed, reactive } from 'vue'
import { onForeignToken, onSignedOut, onUnconfirmed, setCsrf } from './api/client'
import { asProblem } from './api/problem'
import {
  confirmPassword,
  currentSession,
  savePreferences,
  signIn as ask,
  signOut as leave,
  signOutEverywhere,
} from './api/session'
import type { Preferences, RoleName, Session } from './api/types'
import { preferLanguage } from './i18n'
import { setServerNow } from './time'

const state = reactive({ session: null as Session | null, asked: false, signingInAgain: false, confirming: false })
let waiting: ((signedIn: boolean) => void)[] = []
let unconfirmed: ((confirmed: boolean) => void)[] = []

export const session = computed(() => state.session)
/* The campuses of which one is the office; empty: all. */
export const officeCampus = computed(() => {
  const grants = (state.session?.roles ?? []).filter((one) => ['security-officer', 'administrator'].includes(one.role))
  return grants.some((one) => !one.campus) ? [] : grants.map((one) => one.campus ?? 0)
})
export const signingInAgain = computed(() => state.signingInAgain)
export const confirming = computed(() => state.confirming)

function take(session: Session | null): void {
  state.session = session
  state.asked = true
  setCsrf(session?.csrf ?? '')
  if (!session) return
  setServerNow(session.now)
  if (session.account.language) preferLanguage(session.account.language)
}

/* Returns the session, or null without one. Throws only when the server cannot be reached. */
export async function loadSession(again = false): Promise<Session | null> {
  if (state.asked && !again) return state.session
  try {
    take(await currentSession())
  } catch (thrown) {
    if (asProblem(thrown).status !== 401) throw thrown
    take(null)
  }
  return state.session
}

/* Stores what one chose for oneself, and takes the session with it. */
export async function choose(wanted: Preferences): Promise<void> {
  take(await savePreferences(wanted))
}

export async function signIn(name: string, password: string, totp?: string): Promise<Session> {
  const before = state.session?.account.id
  const answer = await ask(name, password, totp)
  take(answer)
  if (state.signingInAgain && before !== undefined && before !== answer.account.id) location.assign('/app/')
  else settleWaiting(true)
  return answer
}

/* Who came from a provider is signed out there too: the next person at this device must not get in. */
export async function signOut(): Promise<void> {
  try {
    if (!state.session?.by_provider) await leave()
    else {
      const { to } = await signOutEverywhere()
      if (/^https?:/.test(to)) location.assign(to)
    }
  } finally {
    take(null)
  }
}

function settleWaiting(signedIn: boolean): void {
  state.signingInAgain = false
  const all = waiting
  waiting = []
  for (const one of all) one(signedIn)
}

export function giveUpSigningIn(): void {
  settleWaiting(false)
  take(null)
}

onSignedOut(() => {
  if (!state.session) return Promise.resolve(false)
  state.signingInAgain = true
  return new Promise((resolve) => waiting.push(resolve))
})

function settleUnconfirmed(confirmed: boolean): void {
  state.confirming = false
  const all = unconfirmed
  unconfirmed = []
  for (const one of all) one(confirmed)
}

/* Gives the password again, and repeats what waited for it. Throws when it is wrong. */
export async function confirm(password: string): Promise<void> {
  await confirmPassword(password)
  settleUnconfirmed(true)
}

export function giveUpConfirming(): void {
  settleUnconfirmed(false)
}

onUnconfirmed(() => {
  state.confirming = true
  return new Promise((resolve) => unconfirmed.push(resolve))
})

onForeignToken(async () => {
  const before = state.session?.account.id
  const now = await loadSession(true)
  if (now && now.account.id === before) return true
  location.assign('/app/') // another person has signed in on this device
  return false
})

export function hasRole(...names: RoleName[]): boolean {
  return state.session?.roles.some((one) => names.includes(one.role)) ?? false
}
