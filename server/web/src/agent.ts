/* Names the browser and the system of a User-Agent header, as far as people know them. */
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信 WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]
const first = (names: [RegExp, string][], agent: string) => names.find(([sign]) => sign.test(agent))?.[1]

export function agentName(agent: string): string {
  const known = [first(BROWSERS, agent), first(SYSTEMS, agent)].filter(Boolean)
  return known.length > 0 ? known.join(' · ') : agent
}
