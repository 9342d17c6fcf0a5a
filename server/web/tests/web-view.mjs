/* WeCom's web view as Chromium can play it: its name, its screen, and what it lacks. */

/* WeCom 4.1 on Android, as it names itself. */
const AGENT =
  'Mozilla/5.0 (Linux; Android 10; HarmonyOS) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0.4844.88 ' +
  'Mobile Safari/537.36 wxwork/4.1.20 MicroMessenger/7.0.1 Language/zh ColorScheme/Light'
export const WECOM = { userAgent: AGENT, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

/* Takes away what WeCom's web view lacks. What a page does all the same is noted in window.lacking. */
export function likeWecom(page) {
  return page.addInitScript(() => {
    window.lacking = []
    const lacks = (what) => () => {
      window.lacking.push(what)
      return null
    }
    window.open = lacks('window.open')
    window.print = undefined
    for (const name of ['Notification', 'showSaveFilePicker', 'showOpenFilePicker', 'showDirectoryPicker'])
      delete window[name]
    for (const name of ['share', 'canShare', 'clipboard', 'serviceWorker', 'wakeLock'])
      Object.defineProperty(navigator, name, { value: undefined, configurable: true })
    delete HTMLInputElement.prototype.showPicker
    const click = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function () {
      return this.download || this.href.startsWith('blob:') ? lacks('download of a blob')() : click.call(this)
    }
  })
}

/* Returns what a page has asked for, or offers, that the web view lacks: files, new tabs. */
export function wantsMore(page) {
  return page.evaluate(() => [
    ...(window.lacking ?? []),
    ...[...document.querySelectorAll('a[download], a[target=_blank], a[href^="blob:"], a[href$=".ics"]')]
      .filter((one) => one.getClientRects().length > 0)
      .map((one) => `a link for ${one.download !== '' || one.hasAttribute('download') ? 'a file' : one.href}`),
  ])
}
