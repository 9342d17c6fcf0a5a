/* The settings of WeCom in the mock: stored, but not allowed by WeCom's list of addresses. */
const stored = {
  enabled: false,
  match_names: false,
  base_url: 'https://qyapi.weixin.qq.com',
  corp_id: 'ww0123456789abcdef',
  agent_id: 1000002,
  has_secret: true,
  has_callback_token: true,
  has_callback_key: true,
  has_robot_key: true,
  robots: [
    { campus: { id: 1, name: '主校区', name_en: 'Main campus' }, has_key: false },
    { campus: { id: 2, name: '北校区', name_en: 'North campus' }, has_key: true },
  ],
  callback_url: 'https://visit.example.edu.cn/hooks/wecom',
  home_url: 'https://visit.example.edu.cn/app/',
}
const REFUSED = {
  ok: false,
  code: 60020,
  name: 'address',
  text: '企业微信拒绝了本服务器的 IP。请在企业微信管理后台把它加入应用的企业可信 IP。',
  address: '203.0.113.7',
  words: 'not allow to access from your ip, hint: [1700000000], from ip: 203.0.113.7',
}

export function wecom() {
  return {
    'GET /api/wecom': () => stored,
    'PUT /api/wecom': ({ body }) => {
      for (const name of ['enabled', 'match_names', 'base_url', 'corp_id', 'agent_id'])
        if (name in body) stored[name] = body[name]
      for (const { campus, key } of body.robots ?? [])
        stored.robots.find((one) => one.campus.id === campus).has_key = Boolean(key)
      return stored
    },
    'POST /api/wecom/test': ({ body }) =>
      body.kind === 'group'
        ? { ok: true, code: 0, name: 'ok', text: '企业微信已接受。', address: '', words: 'ok' }
        : REFUSED,
  }
}
