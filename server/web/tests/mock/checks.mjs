/* The mock's checks of the server: the first answer comes while they run. */
let asked = 0

const ITEMS = [
  ['database', '数据库', 'ok', 'SQLite 3.40.1 正常应答，数据库大小 12 MB。', null],
  ['schema', '数据库版本', 'ok', '版本 51，与本程序一致。', null],
  [
    'mail-server',
    '邮件服务器',
    'fault',
    'mail.example.edu.cn 拒绝连接。',
    '请检查它是否在运行、端口是否正确以及途中的防火墙。',
  ],
  [
    'certificate',
    '对外地址的证书',
    'warning',
    'visit.example.edu.cn 的证书将于 2026-12-14 到期。',
    '请更新证书，并查明为什么没有自动更新。',
  ],
  ['backup', '备份', 'ok', '最近一次备份是 2026-11-30。', null],
  [
    'disk-database',
    '数据库所在磁盘',
    'skipped',
    '未检查：从这里看不到 PostgreSQL 的磁盘。',
    '请在数据库所在机器上监控。',
  ],
]

export function checks() {
  const running = asked++ === 0
  return {
    running,
    age_ms: 125_000,
    items: ITEMS.map(([name, title, state, found, mend]) => ({ name, title, state, found, mend })),
  }
}
