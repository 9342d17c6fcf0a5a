/* The texts of the pages in Chinese that everybody may see. office.ts has those of the security office and administrators. */
import apply from './apply'
import common from './common'
import flow from './flow'
import pass from './pass'
import people from './people'
import setup from './setup'

export default { ...apply, ...common, ...flow, ...pass, ...people, ...setup }
