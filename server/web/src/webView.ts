/* Whether this is the browser inside WeChat or WeCom on a phone: it opens no window, saves no file and prints nothing. */
export const inWebView = /MicroMessenger\//.test(navigator.userAgent) && /Mobile/.test(navigator.userAgent)
