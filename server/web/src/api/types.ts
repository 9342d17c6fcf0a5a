/* What the server says and takes; the names are those of its OpenAPI description. Times are milliseconds since 1970. */

export type RoleName = 'applicant' | 'unit-approver' | 'security-officer' | 'reviewer' | 'administrator'
export type Language = 'zh' | 'en'
export interface Role { role: RoleName; unit: number | null; campus: number | null }
export interface Account {
  id: number
  name: string
  display_name: string
  email: string | null
  mobile_masked: string | null
  unit: number | null
  language: Language
}
export interface Session {
  account: Account
  csrf: string
  roles: Role[]
  must_change_password: boolean
  now: number
  demo: boolean
}

export interface List<T> { items: T[]; next?: string | null }
export interface FieldError { path: string; code: string; message: string }

export interface Gate { bit: number; name: string; name_en: string; vehicles: boolean }
export interface CampusDay {
  day: number
  date: string
  open: boolean
  working: boolean
  submit_by: number
  possible: boolean
}
export interface Campus {
  id: number
  code: string
  name: string
  name_en: string
  zone_minutes: number
  deadline_minute: number
  gates: Gate[]
  next_day: { day: number; submit_by: number; open: boolean } | null
  days: CampusDay[]
}
export interface Unit { id: number; name: string; name_en: string }
export interface Kind {
  kind: string
  name: string
  name_en: string
  uses: 'single' | 'multiple'
  max_period_days: number
  max_ahead_days: number
  max_periods: number
  max_persons: number
  max_vehicles: number
}

export type DocumentKind =
  | 'resident-id'
  | 'passport'
  | 'hk-macao-permit'
  | 'hk-macao-taiwan-residence'
  | 'taiwan-permit'
  | 'permanent-residence'
export type Sex = 'M' | 'F' | ''

/* What a form holds and a draft stores; empty texts where nothing is typed yet. */
export interface PeriodInput { from: number; to: number }
export interface VehicleInput { id?: string; plate: string }
export interface PersonInput {
  id?: string
  name: string
  sex: Sex
  mobile: string
  document_kind: DocumentKind
  document_number: string
  vehicle: number | null
}
export interface ApplicationInput {
  unit: number | null
  campus: number | null
  gates: number[]
  kind: string
  purpose: string
  host_name: string
  host_mobile: string
  note: string
  periods: PeriodInput[]
  vehicles: VehicleInput[]
  persons: PersonInput[]
}

export type State =
  | 'draft' | 'unit-review' | 'sent-back' | 'security-review' | 'confirming' | 'acknowledging'
  | 'approved' | 'vetoed' | 'withdrawn' | 'cancelled' | 'lapsed' | 'used'
export type Action =
  | 'edit' | 'discard' | 'submit' | 'resubmit' | 'withdraw' | 'unit-pass' | 'unit-change-pass' | 'unit-send-back'
  | 'security-pass' | 'security-change-pass' | 'security-change-return' | 'security-veto'
  | 'confirm' | 'contest' | 'acknowledge' | 'cancel'

export interface Period extends PeriodInput { id: string }
export interface Vehicle { id: string; plate: string; refused: boolean; refusal: string }
export interface Person {
  id: string
  name?: string
  name_masked: string
  sex: Sex
  mobile?: string
  mobile_masked: string
  document_kind: DocumentKind | '' // open in a draft
  document_number?: string
  document_masked: string
  vehicle: number | null
  refused: boolean
  refusal: string
}
export interface Hint { code: string; path: string; message: string }
export interface Change { path: string; from: string | null; to: string | null }
export interface Event {
  at: number
  who: string | null
  for: string | null
  role: 'applicant' | 'unit' | 'security' | 'system'
  action: string
  from: State | null
  to: State
  remark: string
  changes: Change[]
}
export interface PassMessage {
  id: string
  channel: string
  state: 'waiting' | 'sending' | 'sent' | 'delivered' | 'failed'
  error: string
  at: number
}
export interface Pass {
  id: string
  entrant: string
  kind: 'pedestrian' | 'vehicle' | 'rider'
  period: number
  state: 'active' | 'blocked' | 'revoked'
  reason: string
  from: number
  to: number
  link?: string
  message: PassMessage | null
}
export interface Application {
  id: string
  number: string
  state: State
  version: number
  actions: Action[]
  applicant: { id: number; display_name: string; unit?: number | null }
  unit: Unit | null
  campus: { id: number; name: string; name_en: string; zone_minutes: number } | null
  gates: number[]
  kind: string
  purpose: string
  host_name: string
  host_mobile?: string
  host_mobile_masked: string
  note: string
  walk_up: boolean
  created_at: number
  submitted_at: number | null
  decided_at: number | null
  submit_by: number | null
  too_late: boolean
  periods: Period[]
  vehicles: Vehicle[]
  persons: Person[]
  hints: Hint[]
  proposal: Change[] | null
  history: Event[]
  passes: Pass[]
}
export interface Row {
  id: string
  number: string
  state: State
  version: number
  actions: Action[]
  unit: Unit | null
  campus: { id: number; name: string; name_en: string; zone_minutes?: number } | null
  applicant: { id: number; display_name: string }
  kind: string
  purpose: string
  host_name: string
  first_at: number | null
  last_at: number | null
  entrants: number
  persons: number
  vehicles: number
  first_name_masked: string
  submitted_at: number | null
  submit_by: number | null
  walk_up: boolean
  hints: number
}
export type View = 'mine' | 'unit' | 'security' | 'all'
export type Counts = Partial<Record<'mine' | 'unit' | 'security', Partial<Record<State, number>>>>
export interface Check { errors: FieldError[]; hints: Hint[]; submit_by: number | null; too_late: boolean }
/* Part of an Input: what is given replaces; in an element with an id, what is absent stays. */
export interface Changes {
  gates?: number[]
  purpose?: string
  host_name?: string
  host_mobile?: string
  note?: string
  periods?: PeriodInput[]
  vehicles?: VehicleInput[]
  persons?: Partial<PersonInput>[]
}
export interface Refusal { id: string; reason: string }
export interface ActionRequest {
  action: Action
  version: number
  remark?: string
  changes?: Changes
  refuse?: Refusal[]
}
export interface BatchResult { id: string; ok: boolean; code: string | null; title: string }
export interface ImportRow {
  line: number
  person: Partial<PersonInput> | null
  plate: string | null
  errors: { column: string; code: string; message: string }[]
}
export interface Visitor {
  name: string
  name_masked: string
  sex: Sex
  mobile: string
  mobile_masked: string
  document_kind: DocumentKind
  document_number: string
  document_masked: string
  last_at: number
}
export interface Invitation { id: string; label: string; link: string; expires_at: number; filled_at?: number | null }
export interface Invited {
  purpose: string
  host_name: string
  unit: Unit | null
  campus: { name: string; name_en: string; zone_minutes?: number } | null
  periods: PeriodInput[]
  label: string
  filled: boolean
  picture_days: number
  person: { name_masked: string; mobile_masked?: string } | null
}
export interface Revealed { name: string; mobile: string; document_number: string }

export interface Barred {
  id: string
  kind: 'person' | 'plate'
  label: string
  reason: string
  plate?: string | null
  document_masked?: string | null
  until: number | null
  created_at?: number
}
export interface BarredInput {
  kind: 'person' | 'plate'
  document_kind?: DocumentKind
  document_number?: string
  plate?: string
  label: string
  reason: string
  until: number | null
}
export interface Message {
  id: string
  channel: string
  purpose: string
  recipient_masked: string
  body?: string
  state: PassMessage['state']
  tries: number
  maybe_twice: boolean
  error: string
  created_at: number
  settled_at: number | null
  application: string | null
}
export interface Delegation {
  id: string | number
  account: { id: number; display_name: string }
  deputy: { id: number; display_name: string }
  from: number
  to: number
}
export interface AccountRecord {
  id: number
  name: string
  display_name: string
  email: string | null
  mobile?: string | null
  mobile_masked?: string | null
  unit: number | null
  roles: Role[]
  active: boolean
}
export interface AccountInput {
  name: string
  display_name: string
  email: string | null
  mobile?: string | null
  unit: number | null
  roles: Role[]
  active: boolean
  password?: string
}
export interface UnitRecord extends Unit {
  pinyin: string
  parent: number | null
  quota_day: number | null
  active: boolean
}
export interface DayRecord {
  day: number
  working: boolean
  open: boolean
  deadline_minute: number | null
  note: string
}
export interface AuditEntry { at: number; who: string | null; action: string; subject: string; detail: string }
export interface Erased { erased: number; kept: { number: string; why: string }[] }
export interface Found { number: string; application?: string; state?: State; role?: string; at?: number }
