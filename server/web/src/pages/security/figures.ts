/* The figures of the security office as charts, each with the cells of its table. */
import { COLOURS, type Bars } from './charts/bars'
import type { Figures } from '../../api/types'
import { i18n, named } from '../../i18n'
import { span } from '../../span'
import { atOf, dayName } from '../../time'
import { language } from '../../i18n'
import { word } from './entryWords'

const { t } = i18n.global
const MOST_REASONS = 10
export interface Picture {
  key: string
  bars: Bars
  columns: string[]
  rows: (string | number)[][]
}

export const dayOfFigures = (day: number, zone: number): string => dayName(atOf(day, 0, zone), zone, language())

function hours(data: Figures): Picture {
  const of = (hour: number, gate: number) => data.hours.find((one) => one.hour === hour && one.gate === gate)
  const gates = data.gates.filter((gate) => data.hours.some((one) => one.gate === gate.gate))
  const all = [...Array(24).keys()]
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
  const busy = all.filter((hour) => data.hours.some((one) => one.hour === hour))
  return {
    key: 'hours',
    bars: {
      labels: all.map(clock),
      stacked: true,
      series: gates.map((gate) => ({
        name: named(gate),
        values: all.map((hour) => of(hour, gate.gate)?.entered ?? 0),
      })),
    },
    columns: [
      t('figures.hour'),
      ...gates.flatMap((gate) => [
        t('figures.enteredAt', { gate: named(gate) }),
        t('figures.leftAt', { gate: named(gate) }),
      ]),
    ],
    rows: busy.map((hour) => [
      clock(hour),
      ...gates.flatMap((gate) => [of(hour, gate.gate)?.entered ?? 0, of(hour, gate.gate)?.left ?? 0]),
    ]),
  }
}

function days(data: Figures): Picture {
  const names = data.days.map((one) => dayOfFigures(one.day, data.zone_minutes))
  return {
    key: 'days',
    bars: {
      labels: names,
      series: [
        { name: t('figures.expected'), values: data.days.map((one) => one.expected) },
        { name: t('figures.arrived'), values: data.days.map((one) => one.arrived) },
      ],
    },
    columns: [t('figures.day'), t('figures.expected'), t('figures.arrived')],
    rows: data.days.map((one, i) => [names[i] ?? '', one.expected, one.arrived]),
  }
}

/* Kinds in the order in which the server names them; the days that have an entry. */
function kinds(data: Figures): Picture {
  const codes = [...new Set(data.kinds.map((one) => one.kind))]
  const numbers = [...new Set(data.kinds.map((one) => one.day))]
  const nameOf = (code: string): string => {
    const kind = data.kinds.find((one) => one.kind === code)
    return kind?.name ? named(kind) : code || t('figures.noKind')
  }
  const of = (day: number, code: string): number =>
    data.kinds.find((one) => one.day === day && one.kind === code)?.entered ?? 0
  const names = numbers.map((day) => dayOfFigures(day, data.zone_minutes))
  return {
    key: 'kinds',
    bars: {
      labels: names,
      stacked: true,
      series: codes.map((code) => ({ name: nameOf(code), values: numbers.map((day) => of(day, code)) })),
    },
    columns: [t('figures.day'), ...codes.map(nameOf)],
    rows: numbers.map((day, i) => [names[i] ?? '', ...codes.map((code) => of(day, code))]),
  }
}

function verdicts(data: Figures): Picture {
  const name = (one: Figures['verdicts'][number]): string => word('reasons', one.reason)
  const first = data.verdicts.slice(0, MOST_REASONS)
  return {
    key: 'verdicts',
    bars: {
      lying: true,
      labels: first.map(name),
      series: [
        {
          name: t('figures.count'),
          values: first.map((one) => one.count),
          colours: first.map((one) => COLOURS[one.colour]),
        },
      ],
    },
    columns: [t('figures.reason'), t('entries.verdict'), t('figures.count')],
    rows: data.verdicts.map((one) => [name(one), t(`entries.colours.${one.colour}`), one.count]),
  }
}

function approvals(data: Figures): Picture {
  return {
    key: 'approvals',
    bars: {
      lying: true,
      labels: data.approvals.map(named),
      say: span,
      series: [
        { name: t('figures.median'), values: data.approvals.map((one) => one.median_ms) },
        { name: t('figures.p90'), values: data.approvals.map((one) => one.p90_ms) },
      ],
    },
    columns: [t('path.unit'), t('figures.decided'), t('figures.median'), t('figures.p90')],
    rows: data.approvals.map((one) => [named(one), one.count, span(one.median_ms), span(one.p90_ms)]),
  }
}

function walkUps(data: Figures): Picture {
  const { waits, count, median_ms: median, p90_ms: p90 } = data.walk_ups
  const names = waits.map((one, i) =>
    one.to_minutes === null
      ? t('figures.longer', { n: waits[i - 1]?.to_minutes ?? 0 })
      : t('figures.within', { n: one.to_minutes }),
  )
  const rows: (string | number)[][] = waits.map((one, i) => [names[i] ?? '', one.count])
  return {
    key: 'walkUps',
    bars: { labels: names, series: [{ name: t('figures.count'), values: waits.map((one) => one.count) }] },
    columns: [t('figures.wait'), t('figures.count')],
    rows: count === 0 ? [] : [...rows, [t('figures.median'), span(median ?? 0)], [t('figures.p90'), span(p90 ?? 0)]],
  }
}

function units(data: Figures): Picture {
  return {
    key: 'units',
    bars: {
      lying: true,
      labels: data.units.map(named),
      series: [{ name: t('figures.entered'), values: data.units.map((one) => one.entered) }],
    },
    columns: [t('path.unit'), t('figures.entered')],
    rows: data.units.map((one) => [named(one), one.entered]),
  }
}

export const picturesOf = (data: Figures): Picture[] =>
  [hours, kinds, days, verdicts, approvals, walkUps, units].map((make) => make(data))
