/* Formats the server's times (milliseconds, UTC) in the zone of a campus (minutes east of UTC). */

const MINUTE = 60_000
const DAY = 86_400_000
export const CAMPUS_ZONE = 480

export type Locale = 'zh' | 'en'

let offset = 0 // ms that the server's clock is ahead of this device's

export function setServerNow(now: number): void {
  offset = now - Date.now()
}

export function serverNow(): number {
  return Date.now() + offset
}

export function dayOf(at: number, zone: number): number {
  return Math.floor((at + zone * MINUTE) / DAY)
}

export function atOf(day: number, minute: number, zone: number): number {
  return day * DAY + (minute - zone) * MINUTE
}

/* The minute of a date from a date field (2026-11-25), on the campus. */
export function dateAt(date: string, minute: number): number {
  return atOf(Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY), minute, CAMPUS_ZONE)
}

/* The same for a filter, where an empty field means no limit. */
export function filterAt(date: string, minute: number): number | undefined {
  return date === '' ? undefined : dateAt(date, minute)
}

/* The date field of a filter's limit, which came from filterAt() with this minute. */
export function filterDate(at: string | undefined, minute: number): string {
  return at ? isoDate(Number(at) - minute * MINUTE, CAMPUS_ZONE) : ''
}

export function minuteOf(at: number, zone: number): number {
  return Math.floor((at + zone * MINUTE) / MINUTE) % 1440
}

function formatted(at: number, zone: number, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  const tag = locale === 'zh' ? 'zh-CN' : 'en-GB'
  return new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).format(new Date(at + zone * MINUTE))
}

export function clock(at: number, zone: number): string {
  const minute = minuteOf(at, zone)
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

export function clockOfMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

export function minuteOfClock(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text)
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

/* 11月25日 周三; Wed 25 Nov. */
export function dayName(at: number, zone: number, locale: Locale): string {
  const date = formatted(at, zone, locale, { month: locale === 'zh' ? 'long' : 'short', day: 'numeric' })
  const week = formatted(at, zone, locale, { weekday: 'short' })
  return locale === 'zh' ? `${date} ${week}` : `${week} ${date}`
}

/* With the year, for records: 2026-11-25 16:00. */
export function stamp(at: number, zone: number): string {
  return `${new Date(at + zone * MINUTE).toISOString().slice(0, 10)} ${clock(at, zone)}`
}

export function isoDate(at: number, zone: number): string {
  return new Date(at + zone * MINUTE).toISOString().slice(0, 10)
}

export function moment(at: number, zone: number, locale: Locale): string {
  return `${dayName(at, zone, locale)} ${clock(at, zone)}`
}

/* A period is [from, to): one that ends at midnight ends at 24:00 of its last day. */
export function periodName(from: number, to: number, zone: number, locale: Locale): string {
  const wholeLast = minuteOf(to, zone) === 0
  const end = wholeLast ? '24:00' : clock(to, zone)
  const last = wholeLast ? to - 1 : to
  if (dayOf(from, zone) === dayOf(last, zone)) return `${dayName(from, zone, locale)} ${clock(from, zone)}–${end}`
  return `${dayName(from, zone, locale)} ${clock(from, zone)} – ${dayName(last, zone, locale)} ${end}`
}

/* Returns days, hours and minutes until a time; all 0 when it has passed. */
export function timeLeft(at: number): { days: number; hours: number; minutes: number; over: boolean } {
  const left = Math.max(0, Math.floor((at - serverNow()) / MINUTE))
  return {
    days: Math.floor(left / 1440),
    hours: Math.floor((left % 1440) / 60),
    minutes: left % 60,
    over: at <= serverNow(),
  }
}
