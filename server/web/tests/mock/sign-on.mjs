/* The mock's providers of single sign-on. */
import { uuid } from './data.mjs'

const KINDS = [
  {
    kind: 'oidc',
    label: 'OpenID Connect',
    way: 'redirect',
    fields: [
      {
        name: 'issuer',
        label: '颁发者（Issuer）',
        hint: '与认证服务发现文档中的一字不差',
        form: 'url',
        required: true,
        usual: '',
      },
      { name: 'client_id', label: '客户端 ID', hint: '', form: 'text', required: true, usual: '' },
      { name: 'secret', label: '客户端密钥', hint: '加密保存，不再显示', form: 'secret', required: false, usual: '' },
      { name: 'scope', label: '范围（scope）', hint: '', form: 'text', required: true, usual: 'openid profile email' },
      { name: 'userinfo', label: '同时查询 userinfo', hint: '', form: 'flag', required: false, usual: '' },
    ],
  },
]
const provider = (more) => ({
  id: uuid(),
  name: 'campus',
  kind: 'oidc',
  label: '统一身份认证',
  label_en: 'University account',
  enabled: true,
  position: 1,
  settings: { issuer: 'https://sso.example.edu.cn', client_id: 'gatehouse', scope: 'openid profile' },
  has_secret: true,
  link_to: 'staff-number',
  link_attribute: 'staff_number',
  link_privileged: false,
  provision: true,
  callback: 'https://visit.example.edu.cn/sso/campus/callback',
  rules: [{ attribute: 'dept', value: 'CS', home_unit: 1, role: 'applicant', unit: null, campus: null }],
  ...more,
})

/* Everybody may ask for these. */
export const WAYS = {
  'GET /api/sign-in-ways': () => ({
    items: [{ name: 'campus', label: '统一身份认证', label_en: 'University account', way: 'redirect' }],
  }),
}

export function signOn(Refusal) {
  const all = [provider()]
  const find = (id) => {
    const one = all.find((x) => x.id === id)
    if (!one) throw new Refusal(404, 'not-found', '没有这种登录方式', '')
    return one
  }
  const shown = (one) => ({ ...one, secret: undefined, has_secret: one.has_secret || Boolean(one.secret) })
  return {
    'DELETE /api/session/everywhere': () => ({ to: '/app/sign-in' }),
    'GET /api/admin/providers': () => ({ items: all.map(shown), kinds: KINDS }),
    'POST /api/admin/providers': ({ body }) => {
      const one = provider({ has_secret: false, rules: [], ...body })
      all.push(one)
      return [201, shown(one)]
    },
    'PUT /api/admin/providers/:id': ({ params, body }) => shown(Object.assign(find(params.id), body)),
    'PUT /api/admin/providers/:id/rules': ({ params, body }) => shown(Object.assign(find(params.id), body)),
    'POST /api/admin/providers/:id/try': ({ params, body }) => {
      const fits = find(params.id).rules.map((rule) =>
        body.attributes.some((one) => one.name === rule.attribute && one.value === rule.value),
      )
      const number = body.attributes.find((one) => one.name === 'staff_number')?.value
      return {
        way: number === '20001' ? 'attribute' : 'new',
        fault: number === '20002' ? 'two-accounts' : '',
        fault_title: number === '20002' ? '有两个账号使用同一个编号' : '',
        account: null,
        unit: fits.includes(true) ? 1 : null,
        roles: [{ role: 'applicant', unit: null, campus: null }],
        rules: fits.flatMap((fit, i) => (fit ? [i + 1] : [])),
      }
    },
    'DELETE /api/admin/providers/:id': ({ params }) => (all.splice(all.indexOf(find(params.id)), 1), null),
  }
}
