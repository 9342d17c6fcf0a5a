/* The texts in Chinese of the pages of security office and administrators. */
import admin from './admin'
import directory from './directory'
import exceptions from './exceptions'
import figures from './figures'
import filters from './filters'
import gate from './gate'
import live from './live'
import lists from './lists'
import mails from './mails'
import messageTexts from './messageTexts'
import wecom from './wecom'

export default {
  ...admin,
  ...directory,
  ...exceptions,
  ...figures,
  ...filters,
  ...gate,
  ...live,
  ...lists,
  ...mails,
  ...messageTexts,
  ...wecom,
}
