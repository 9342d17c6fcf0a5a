/* Every text of the pages in English. zh/ has the same keys. */
import admin from './admin'
import apply from './apply'
import common from './common'
import flow from './flow'
import gate from './gate'
import pass from './pass'
import people from './people'
import setup from './setup'

export default { ...admin, ...apply, ...common, ...flow, ...gate, ...pass, ...people, ...setup }
