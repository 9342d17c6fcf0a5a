/* Checks the mock's answers and the bodies that the pages send against openapi.json. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const DESCRIPTION = resolve(fileURLToPath(import.meta.url), '../../../../api/openapi.json')
const document = JSON.parse(readFileSync(DESCRIPTION, 'utf8'))
const ajv = new Ajv({ strict: false })
formats(ajv)
ajv.addSchema(document, 'openapi')

const pointer = (...steps) => steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
// Literal paths come before paths with a parameter in the same place.
const PATHS = Object.keys(document.paths)
  .sort((a, b) => a.split('{').length - b.split('{').length)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }))

function operationOf(method, pathname) {
  const verb = method.toLowerCase()
  const found = PATHS.find(({ path, pattern }) => pattern.test(pathname) && document.paths[path][verb])
  return (
    found && {
      name: `${method} ${found.path}`,
      steps: ['paths', found.path, verb],
      ...document.paths[found.path][verb],
    }
  )
}

function mismatch(steps, value, what) {
  const check = ajv.getSchema(`openapi#${pointer(...steps)}`)
  if (check(value)) return null
  const [first] = check.errors
  return `${what}: ${first.instancePath || '/'} ${first.message} ${JSON.stringify(first.params)}`
}

/* Returns what is wrong with an answer, or null. type: its Content-Type; body: undefined for none. */
export function faultOfAnswer(method, pathname, status, type, body) {
  const operation = operationOf(method, pathname)
  if (!operation) return status === 404 ? null : `${method} ${pathname} is not described`
  const what = `${operation.name} ${status}`
  if (status >= 400) return mismatch(['components', 'schemas', 'Problem'], body, what)
  const described = operation.responses[status]
  if (!described) return `${what} is not described`
  if (!described.content) return body === undefined ? null : `${what}: a body that is not described`
  const content = described.content[type]
  if (!content) return `${what}: comes as ${type}`
  if (!content.schema || type !== 'application/json') return null
  return mismatch([...operation.steps, 'responses', String(status), 'content', type, 'schema'], body, what)
}

/* Returns what is wrong with the body that a page sends, or null. */
export function faultOfRequest(method, pathname, body) {
  const operation = operationOf(method, pathname)
  if (!operation?.requestBody?.content['application/json']) return null
  const steps = [...operation.steps, 'requestBody', 'content', 'application/json', 'schema']
  return mismatch(steps, body, `${operation.name} sent`)
}
