/* What the QR code of a new booth holds (core/wire/enrol_code.h): the server's part, and network settings that only this browser
 * and the booth know. */

export interface BoothNetwork {
  ssid: string
  passphrase: string
  address: string
  router: string
  nameServers: string
}

export const noNetwork = (): BoothNetwork => ({ ssid: '', passphrase: '', address: '', router: '', nameServers: '' })

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/
const isMachine = (text: string): boolean => IPV4.test(text) && !/^(?:0|127|22[4-9]|2[3-5]\d)\./.test(text)
const servers = (text: string): string[] => text.split(/[\s,，、]+/).filter((one) => one !== '')

/* The names of fields that a booth would refuse. */
export function networkFaults(network: BoothNetwork): (keyof BoothNetwork)[] {
  const { ssid, passphrase, address, router } = network
  const [own = '', prefix = ''] = address.split('/')
  const named = servers(network.nameServers)
  const checks: [keyof BoothNetwork, boolean][] = [
    ['ssid', new TextEncoder().encode(ssid).length <= 32 && (ssid !== '' || passphrase === '')],
    ['passphrase', passphrase === '' || /^[\x20-\x7e]{8,63}$/.test(passphrase)],
    ['address', address === '' || (isMachine(own) && /^(?:[1-9]|[12]\d|30)$/.test(prefix))],
    ['router', router === '' || (isMachine(router) && address !== '')],
    ['nameServers', named.length === 0 || (named.length <= 2 && named.every(isMachine) && address !== '')],
  ]
  return checks.filter(([, good]) => !good).map(([name]) => name)
}

/* Returns the text of the code. link: as the server made it, with or without a part behind "#". */
export function enrolText(link: string, network: BoothNetwork): string {
  const fields: [string, string][] = [
    ['w', network.ssid],
    ['p', network.passphrase],
    ['a', network.address],
    ['g', network.router],
    ['d', servers(network.nameServers).join(',')],
  ]
  const text = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${/[adg]/.test(name) ? value : encodeURIComponent(value)}`)
    .join('&')
  if (text === '') return link
  return `${link}${link.includes('#') ? '&' : '#'}${text}`
}
