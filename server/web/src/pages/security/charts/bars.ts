/* Bar charts in the colours of the page. */
import type { ChartOption } from './echarts'

export interface Series {
  name: string
  values: readonly number[]
  colours?: readonly string[] // of each bar; without them the series has one
}
export interface Bars {
  labels: readonly string[]
  series: readonly Series[]
  stacked?: boolean
  lying?: boolean // labels at the left, for long ones
  say?: (value: number) => string // a value in words
}

/* Told apart without colour vision too: their lightness differs, and the table below has every number. */
export const PALETTE = ['#0b5c8c', '#d98200', '#4aa3a2', '#8a4f9e', '#7a8b3a', '#b3261e', '#555f6b', '#c79ab8']
export const COLOURS = { green: '#2f8f5b', amber: '#d98200', red: '#b3261e' } as const

function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/* paper: black on white, whatever the screen's theme. */
export function barOption(bars: Bars, paper = false): ChartOption {
  const text = paper ? '#000' : colourOf('--gh-text')
  const line = paper ? '#999' : colourOf('--gh-line')
  const words = {
    type: 'category' as const,
    data: [...bars.labels],
    inverse: bars.lying === true,
    axisLabel: { color: text, ...(bars.lying ? { width: 110, overflow: 'truncate' as const } : {}) },
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
  }
  const say = bars.say ?? String
  const numbers = {
    type: 'value' as const,
    minInterval: 1,
    axisLabel: { color: text, formatter: (value: number) => say(value), hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
  }
  return {
    animation: false,
    color: PALETTE,
    grid: { left: 8, right: 20, top: bars.series.length > 1 ? 36 : 12, bottom: 8 },
    ...(bars.series.length > 1 ? { legend: { top: 0, type: 'plain' as const, textStyle: { color: text } } } : {}),
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value) => say(Number(value)) },
    xAxis: bars.lying ? numbers : words,
    yAxis: bars.lying ? words : numbers,
    series: bars.series.map((one) => ({
      type: 'bar' as const,
      name: one.name,
      ...(bars.stacked ? { stack: 'all' } : {}),
      barMaxWidth: 28,
      data: one.values.map((value, i) => {
        const colour = one.colours?.[i]
        return colour ? { value, itemStyle: { color: colour } } : value
      }),
    })),
  }
}
