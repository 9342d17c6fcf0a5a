/* Every text that people read, in Chinese; en.ts has the same keys. */
export default {
  shell: { product: '访客预约', skip: '跳到主要内容', sections: '主导航', pages: '本栏页面', demo: '演示系统：请勿填写真实个人信息' },
  sections: { applicant: '我的申请', approver: '单位审批', security: '保卫处', admin: '管理', account: '账号' },
  pages: {
    mine: '我的申请', queue: '待审批', delegation: '代理人', desk: '待审核', all: '全部申请', barred: '禁止名单', messages: '短信记录',
    entries: '进出记录', emergencies: '紧急放行', guards: '门卫', devices: '门岗设备', accounts: '账号与角色', units: '单位', campuses: '校区与日历', settings: '参数', audit: '审计日志', persons: '个人数据', account: '账号',
  },
  state: { loading: '正在加载…', working: '正在处理…', empty: '这里还没有内容' },
  action: {
    again: '重试', back: '上一步', next: '下一步', close: '关闭', change: '修改', clear: '清除', more: '加载更多', notNow: '暂不', save: '保存',
    saved: '已保存', add: '新增', edit: '编辑', cancel: '取消', search: '查询', remove: '移除',
  },
  form: { optional: '（选填）', choose: '请选择', remark: '说明', remarkHint: '对方会看到这段文字', required: '请填写此项' },
  list: { comma: '、' },
  problem: {
    offline: { title: '连接不上服务器', detail: '请检查网络后重试。已填写的内容仍在本页。' },
    timeout: { title: '服务器没有及时响应', detail: '请稍后重试。已填写的内容仍在本页。' },
    unavailable: { title: '服务暂时不可用', detail: '请稍后重试；如持续出现，请联系管理员。' },
    busy: { title: '现在访问的人较多', detail: '请等几秒后重试。' },
    internal: { title: '系统出错了', detail: '请重试；如持续出现，请联系管理员。' },
    other: { title: '未能完成', detail: '请检查后重试。' },
    'not-signed-in': { title: '登录已过期', detail: '请重新登录后继续。' },
    'stale-version': { title: '这份申请刚刚被别人处理过', detail: '您的操作没有生效，填写的内容仍保留。请先看看有什么变化。' },
    wait: '请在 {seconds} 秒后再试。',
  },
  conflict: { look: '重新加载，看看有什么变化', by: '最近操作人：{who}。变化如下：', same: '内容没有变化，只是状态记录更新了。', goOn: '知道了，按最新内容继续' },
  signIn: {
    title: '登录', text: '请用学校账号登录。', name: '账号', password: '密码', submit: '登录', totp: '动态验证码', totpHint: '打开验证器应用，输入 6 位数字',
    help: '忘记密码或没有账号，请联系本单位管理员或保卫处。', again: '请重新登录', againText: '登录已过期。登录后可接着填写，本页内容不会丢失。', leave: '放弃，返回登录页',
  },
  home: { refused: '您没有打开该页面的权限', refusedText: '如果需要使用，请联系管理员开通角色。', mine: '回到我的页面' },
  notFound: { title: '没有这个页面', text: '链接可能已失效，或地址输入有误。', home: '回到首页' },
  account: {
    title: '我的账号', name: '姓名', email: '邮箱', roles: '角色', password: '修改密码', totp: '设置动态验证码', totpText: '用验证器应用扫描二维码，再输入显示的 6 位数字。',
    totpPicture: '动态验证码的二维码', totpSecret: '无法扫码时，手工输入密钥：', totpConfirm: '启用', totpOn: '已启用动态验证码', leave: '退出登录', mustChange: '首次登录，请先修改密码。',
    old: '当前密码', new: '新密码', again: '再输入一次新密码', rule: '至少 10 个字符，不能是常见密码或账号名', different: '两次输入不一致', passwordChanged: '密码已修改',
  },
  roles: { applicant: '申请人', 'unit-approver': '单位审批人', 'security-officer': '保卫处审核员', reviewer: '记录查阅员', administrator: '系统管理员' },
  states: {
    draft: '草稿', 'unit-review': '待单位审批', 'sent-back': '单位退回', 'security-review': '待保卫处审核', confirming: '待您确认修改', acknowledging: '待知悉否决', approved: '已通过',
    vetoed: '已否决', withdrawn: '已撤回', cancelled: '已取消', lapsed: '已过期', used: '已结束',
  },
  next: {
    draft: '草稿尚未提交', 'unit-review': '已提交，正在等待单位审批', 'sent-back': '单位退回了申请，请修改后重新提交', 'security-review': '单位已同意，正在等待保卫处审核',
    confirming: '保卫处作了修改，请确认', acknowledging: '保卫处否决了申请，请知悉', approved: '已通过。每位来访人会收到带通行码链接的短信', vetoed: '申请已否决', withdrawn: '申请已撤回',
    cancelled: '申请已取消，通行码已作废', lapsed: '申请的日期已过', used: '来访已结束',
  },
  do: {
    withdraw: '撤回申请', cancel: '取消来访', confirm: '同意修改', contest: '不同意修改', acknowledge: '我已知悉', discard: '删除草稿', submit: '提交', resubmit: '重新提交',
    'unit-pass': '同意', 'unit-change-pass': '更正并同意', 'unit-send-back': '退回', 'security-pass': '通过', 'security-change-pass': '修改并直接通过', 'security-change-return': '修改并退申请人确认', 'security-veto': '否决',
  },
  ask: {
    withdraw: '撤回后审批停止，申请不能恢复，但可以复制为新申请。', cancel: '取消后所有通行码立即作废，来访人不能凭码入校。', confirm: '同意后申请按修改后的内容继续审核。',
    contest: '申请恢复为您提交的内容，并连同您的理由退给保卫处。', acknowledge: '确认您已看到否决理由。', discard: '草稿及其中的个人信息将被删除，不能恢复。',
    'unit-pass': '同意后转保卫处审核。', 'unit-change-pass': '更正内容会记入历史，随后转保卫处审核。', 'unit-send-back': '请写明需要修改什么，申请人改好后可重新提交。',
    'security-pass': '通过后立即生成通行码，并给每位来访人发送短信。', 'security-change-pass': '按修改后的内容生成通行码，不再退回申请人。', 'security-change-return': '申请人确认修改后再由保卫处通过。', 'security-veto': '请写明理由；申请人需要知悉，之后申请终止。',
  },
  done: {
    create: '新建', edit: '修改', submit: '提交', resubmit: '重新提交', withdraw: '撤回', discard: '删除', 'unit-pass': '单位同意', 'unit-change-pass': '单位更正并同意', 'unit-send-back': '单位退回',
    'security-pass': '保卫处通过', 'security-change-pass': '保卫处修改并通过', 'security-change-return': '保卫处修改并退确认', 'security-veto': '保卫处否决', confirm: '申请人同意修改', contest: '申请人不同意修改',
    acknowledge: '申请人已知悉', 'emergency-admitted': '门岗紧急放行', 'emergency-confirmed': '保卫处确认紧急放行', 'emergency-objected': '保卫处对紧急放行有异议', cancel: '取消', lapse: '过期', finish: '结束', remind: '已提醒', escalate: '已升级提醒', reissue: '重发通行码', block: '暂停通行码', unblock: '恢复通行码', revoke: '作废通行码',
  },
  who: { system: '系统', for: '代 {name}', applicant: '申请人', unit: '单位', security: '保卫处' },
  deadline: {
    submit: '请在 {at} 前提交', decide: '请在 {at} 前审批', over: '已过截止时间', days: '还剩 {days} 天 {hours} 小时', hours: '还剩 {hours} 小时 {minutes} 分', minutes: '还剩 {minutes} 分钟',
  },
  change: { from: '原为', to: '改为', nothing: '（空）', count: '修改了 {n} 处' },
  path: {
    purpose: '来访事由', unit: '被访单位', campus: '校区', gates: '入校门', kind: '类别', host_name: '接待人', host_mobile: '接待人手机', note: '备注', periods: '时间段', vehicles: '车辆', persons: '来访人',
    periods_n: '时间段 {n}', vehicles_n: '车辆 {n}', persons_n: '来访人 {n}', name: '姓名', sex: '性别', mobile: '手机', document_kind: '证件类型', document_number: '证件号码', vehicle: '乘坐车辆',
    plate: '车牌', from: '开始', to: '结束', state: '状态', refused: '拒绝理由',
  },
  sex: { M: '男', F: '女' },
  document_kind: {
    'resident-id': '居民身份证', passport: '护照', 'hk-macao-permit': '港澳居民来往内地通行证', 'hk-macao-taiwan-residence': '港澳台居民居住证', 'taiwan-permit': '台湾居民来往大陆通行证', 'permanent-residence': '外国人永久居留身份证',
  },
  document_hint: {
    'resident-id': '18 位，末位可为 X', passport: '字母和数字，不含空格', 'hk-macao-permit': 'H 或 M 开头，加 8 位数字', 'hk-macao-taiwan-residence': '18 位，81、82 或 83 开头', 'taiwan-permit': '8 位数字', 'permanent-residence': '15 位（3 个字母加 12 位数字），或 9 开头的 18 位',
  },
  fault: {
    document: { length: '证件号码位数不对', character: '有不该出现的字符', region: '地区代码不存在，请核对', date: '其中的出生日期不存在，请核对', check: '校验位不符，请逐位核对', form: '与该证件的格式不符' },
    mobile: { length: '手机号应为 11 位', character: '手机号只能是数字', prefix: '没有这个号段，请核对' },
    plate: { empty: '请填写车牌', character: '车牌不含字母 I、O 和其他符号', province: '请以省份简称开头', length: '车牌位数不对', form: '不符合车牌格式，请核对' },
  },
  person: {
    name: '姓名', nameHint: '与证件一致', documentKind: '证件类型', documentNumber: '证件号码', derived: '{sex}，{born} 出生，请核对', sex: '性别', mobile: '手机号码', mobileHint: '通行码短信发到此号码',
    vehicle: '如何入校', onFoot: '步行', rides: '乘车 {plate}', maskedHint: '现为 {now}；留空则不变',
  },
  plate: {
    label: '车牌号', example: '例：京A12345', hint: '可直接输入，也可点“车牌键盘”', showKeys: '车牌键盘', hideKeys: '收起键盘', provinces: '省份简称', characters: '字母和数字', erase: '删除', done: '完成',
    kinds: {
      ordinary: '普通车牌', 'new-energy-small': '新能源小型车', 'new-energy-large': '新能源大型车', police: '警车', trailer: '挂车', learner: '教练车', 'hong-kong': '港车入内地', macao: '澳车入内地', consular: '领馆车', embassy: '使馆车', emergency: '应急救援车',
    },
  },
  period: {
    day: '日期', firstDay: '开始日期', lastDay: '结束日期', from: '开始时间', to: '结束时间', closed: '{day}（不开放）', tooLate: '{day}（已截止）', holiday: '{day}（休息日）', past: '请选择日期', most: '一段最长 {days} 天',
    backwards: '结束必须晚于开始', add: '再加一个时间段', remove: '删除时间段 {n}', campusFirst: '请先选择校区，才知道哪些日期可以预约。', chooseCampus: '去选校区',
  },
  unit: { hint: '输入名称或拼音首字母', search: '查找单位', found: '找到 {n} 个单位', none: '没有找到，请换个写法' },
  twice: { mobile: '这个手机号用了两次，请核对', document: '这个证件号码用了两次，请核对', plate: '这个车牌用了两次，请核对' },
  mine: {
    title: '我的申请', apply: '申请来访', filter: '按状态筛选', search: '搜编号、事由、接待人、车牌', none: '还没有申请。点上面的“申请来访”开始。', nothingFound: '没有符合条件的申请', noPurpose: '（未填事由）',
    entrants: '{persons} 人 {vehicles} 车', walkUp: '现场登记', hints: '{n} 处需要留意', groups: { all: '全部', todo: '待我处理', running: '审批中', approved: '已通过', past: '已结束' },
  },
  editor: {
    title: '申请来访', correct: '修改申请', steps: '填写步骤', basics: '基本信息', periods: '时间', entrants: '人员车辆', review: '核对提交', toReview: '去核对', sentBack: '单位退回的理由', closed: '这份申请已提交，不能再编辑。', look: '查看申请',
  },
  draft: {
    saved: '草稿已保存', unsaved: '有未保存的修改…', saving: '正在保存…', failed: '草稿还没有保存', conflict: '这份草稿在另一个窗口改过', conflictText: '您在这里填写的内容还在。请选择保留哪一份。',
    keepMine: '保留这里的内容', takeTheirs: '换成另一份',
  },
  basics: {
    purposeHint: '例如：学术讲座、设备维修、家属探访', unit: '被访单位', single: '单次有效，可提前 {ahead} 天预约', multiple: '可多次进出，每段最长 {days} 天，可提前 {ahead} 天预约', deadline: '次日来访须在当天 {clock} 前提交。',
    nextDay: '最早可约 {day}。', gatesHint: '可多选；来访人可从其中任一门进入', footOnly: '仅行人', hostHint: '在校内接待来访人的人', myself: '接待人就是我',
  },
  entrants: {
    vehicles: '车辆', vehiclesHint: '没有车辆可跳过。每辆车至少登记一位乘坐的来访人。', plate: '车牌 {n}', addVehicle: '添加车辆', removeVehicle: '删除车辆 {n}', persons: '来访人（{n}）', addPerson: '填写一人', book: '历史访客', import: '粘贴名单', invite: '请访客自填',
    incomplete: '信息不完整', removePerson: '删除 {name}', removed: '已删除', personDone: '填好了，收起', noneYet: '还没有来访人。选一种方式添加：', added: '已添加 {n} 人',
  },
  book: { search: '按姓名查找', empty: '没有历史访客', take: '添加 {n} 人' },
  import: {
    text: '从表格复制后粘贴，或选择 CSV 文件。每行一人。首行写列名（顺序不限）；不写列名时按：姓名、性别、手机、证件类型、证件号码、车牌。', example: '张三，女，13800138000，身份证，11010519491231002X，京A12345', paste: '名单', file: '或选择 CSV 文件', read: '检查名单',
    good: '{n} 行可以添加', wrong: '{n} 行有问题，不会添加', line: '第 {n} 行', truncated: '名单太长，只读了前一部分', take: '添加这 {n} 人',
  },
  invite: {
    text: '生成链接发给访客，由本人填写并确认信息，填好后自动进入本申请。', label: '给谁（便于辨认）', make: '生成链接', copy: '复制链接', copied: '链接已复制', copyByHand: '请手工复制链接', drop: '作废链接', empty: '还没有邀请链接',
    filled: '{at} 已填写', waiting: '待填写，{at} 前有效',
  },
  check: {
    errors: '还有 {n} 处需要改正', tooLate: '已过所选日期的提交时间', otherDay: '改选日期', hints: '请留意', compare: '逐位核对手机号和车牌', compareText: '短信发到这些号码，道闸识别这些车牌。写错会无法入校。', compared: '我已逐位核对手机号和车牌', submit: '提交申请',
  },
  receipt: {
    title: '已提交', number: '申请编号', next: '接下来', unit: '{unit} 审批', unitText: '审批人已收到提醒。', security: '保卫处审核', securityText: '如有修改，会请您确认。', sms: '短信发送通行码', smsText: '通过后每位来访人收到自己的链接，入校时出示二维码并携带证件原件。',
    look: '查看申请', mine: '回到我的申请',
  },
  detail: {
    title: '申请详情', facts: '申请内容', periods: '来访时间', entrants: '{persons} 人 {vehicles} 车', applicant: '申请人', hints: '请留意', refused: '未获准：{why}', passes: '通行码', history: '办理过程', copy: '复制为新申请', goOn: '继续填写', correct: '修改并重新提交',
    remark: '{who}说明：',
  },
  pass: { open: '打开通行页', copy: '复制链接', copied: '链接已复制', states: { active: '有效', blocked: '已暂停', revoked: '已作废' }, reason: '原因', block: '暂停', unblock: '恢复', revoke: '作废', reissue: '重发新码' },
  message: { resend: '重发短信', resent: '已重新发送', none: '未发送短信', states: { waiting: '待发送', sending: '发送中', sent: '已发出', delivered: '已送达', failed: '发送失败' } },
  channel: { sms: '短信', mail: '邮件', email: '邮件' },
  queue: {
    title: '待审批', settledToo: '也显示已处理的', empty: '没有待审批的申请', chooseAll: '全选', chooseNone: '全不选', choose: '选择 {number}', pass: '批量同意（{n}）', passText: '将同意选中的 {n} 份申请。', passed: '已同意 {n} 份', failed: '{n} 份没有处理成',
  },
  review: { title: '审批' },
  refuse: { do: '拒绝', undo: '撤销', marked: '将拒绝：', title: '拒绝 {name}', text: '只拒绝这一项，其余照常办理。同意申请时一并生效。', reason: '理由', tooLong: '太长了，请缩短', mark: '标记为拒绝', count: '其中 {n} 项被拒绝。' },
  correct: { title: '更正内容', text: '只改需要改的。看到的个人信息已隐去部分，留空表示不变。', person: '更正 {name} 的信息', take: '下一步', count: '共更正 {n} 类内容。' },
  reveal: { show: '查看全部（留记录）', hide: '隐藏' },
  delegation: {
    title: '代理人', text: '不在时由代理人审批。代理人的操作会注明是代您办理。', new: '设置代理', deputy: '代理人', add: '设置', given: '现有代理', none: '没有设置代理', end: '结束代理',
  },
  invited: {
    title: '访客信息登记', host: '邀请方', yours: '您的信息', privacy: '仅用于本次入校预约和核验，按规定期限删除。', pictures: '如门卫须人工放行车辆，会为保卫处留存车辆照片 {days} 天。', how: '如何入校', byCar: '开车或乘车', send: '确认并提交', thanks: '已收到，谢谢', thanksText: '申请获准后，通行码链接会发到您的手机。来访时请携带证件原件。',
  },
  desk: {
    filters: '筛选',
    title: '待审核', all: '全部申请', list: '申请列表', search: '查找', searchHint: '编号、事由、接待人、车牌、证件后四位', every: '全部', from: '来访日期从', to: '到', pass: '批量通过（{n}）', passHint: '勾选后批量通过；点一行查看详情。',
    empty: '没有待审核的申请', number: '编号', when: '来访时间', back: '返回列表',
  },
  passAsk: {
    block: '暂停后门岗显示“已暂停”，可随时恢复。', unblock: '恢复后通行码重新有效。', revoke: '作废后不能恢复；如需再用，请重发新码。', reissue: '旧码立即作废，新链接发到同一手机号。',
  },
  barred: {
    title: '禁止名单', text: '名单内的人员和车辆在提交和审批时会被拦下，门岗扫码时显示红色。', add: '加入名单', added: '已加入名单', empty: '名单为空', kind: '类型', kinds: { person: '人员', plate: '车辆' }, label: '称呼（便于辨认）', reason: '原因',
    until: '有效至 {at}', untilDay: '有效至', untilHint: '不填则一直有效', forever: '长期', lift: '解除', lifted: '已解除', liftText: '解除后 {name} 可以重新预约入校。',
  },
  messages: {
    title: '短信记录', refresh: '刷新', empty: '没有短信', at: '时间', to: '收件人', purpose: '用途', body: '内容', hidden: '（正式系统不显示内容）', tries: '已尝试 {n} 次', maybeTwice: '运营商未回应，可能已发出', do: '操作',
    purposes: { 'pass-issued': '通行码', 'to-approve': '待审批提醒', 'to-review': '待审核提醒', reminder: '截止前提醒', escalation: '升级提醒', decision: '审批结果', 'pass-revoked': '通行码作废', 'sent-back': '退回通知', cancelled: '取消通知', state: '进展通知', emergency: '紧急放行待确认' },
  },
  accounts: {
    title: '账号与角色', add: '新增账号', search: '按账号或姓名查找', empty: '没有符合条件的账号', active: '启用', inactive: '停用', reset: '重置密码', resetText: '为 {name} 生成一次性密码？旧密码立即失效。', oneTime: '{name} 的一次性密码，只显示这一次：',
    unit: '所属单位', noted: '已记下', firstPassword: '初始密码', role: '角色 {n}', everyUnit: '全部单位', everyCampus: '全部校区', addRole: '添加角色', removeRole: '移除角色 {n}',
  },
  units: {
    title: '单位', add: '新增单位', name: '名称', nameEn: '英文名称', pinyin: '拼音首字母', pinyinHint: '小写，用于查找，如 jsjxy', parent: '上级单位', quota: '每日访客上限', quotaHint: '留空表示不限', noQuota: '不限',
  },
  campuses: {
    title: '校区与日历', deadline: '次日来访的提交截止时间', deadlineHint: '每天此刻之后不能再提交次日的来访', gates: '校门', vehicles: '车辆可通行', days: '日历', daysText: '点一天可改为开放、关闭、工作日或休息日。', open: '开放', closed: '不开放', working: '工作日', off: '休息日',
    until: '{clock} 截止', openLong: '接受来访', workingLong: '工作日（审批人上班）', ownDeadline: '当日来访的提交截止时间', ownDeadlineHint: '留空则按校区规定',
  },
  settings: {
    title: '参数',
    names: {
      gate_fresh_minutes: '岗亭数据视为最新的时长（分钟）', gate_stale_hours: '岗亭离线后仍可直接放行的时长（小时）', gate_take_back_minutes: '门卫可撤回放行的时长（分钟）', gate_live_code: '打印或拍照的通行码须核对证件', gate_touch_before_admit: '每次放行须由门卫点按确认', gate_second_guard: '强制放行须第二名门卫确认', gate_keep_days: '上传后岗亭保留记录的天数', gate_privacy_seconds: '岗亭屏幕上个人信息的显示时长（秒）', gate_green_seconds: '绿色放行画面的显示时长（秒）', gate_emergency_admission: '门卫可凭电话同意，在审批前紧急放行现场申请人', gate_evidence_days: '强制放行或未预约车辆的照片保留天数（0 为不拍照）',
      deadline_last_working_day: '以前一个工作日为申请截止日', remind_deputy_minutes: '截止前多久提醒代理人（工作分钟）', remind_office_minutes: '截止前多久提醒保卫处（工作分钟）', link_rate_per_minute: '每个地址每分钟可打开的无效链接数',
      session_idle_minutes: '无操作自动退出（分钟）', session_absolute_hours: '登录最长时间（小时）', retention_days: '个人信息保留天数', remind_before_minutes: '截止前多久提醒审批人（分钟）', sms_provider: '短信通道', pass_live_code: '通行页显示动态码',
      invitation_days: '邀请链接有效天数', escalate_before_minutes: '截止前多久升级提醒（分钟）', quota_default: '单位默认每日上限',
    },
  },
  entries: {
    title: '进出记录', csv: '导出表格', verdict: '结果', booth: '门岗', mark: '标记', overrides: '只看强制放行', aside: '无法使用的记录', asideText: '门岗上传的这些内容无法使用，原样保留在此，请查看。', line: '原文', settle: '标为已处理', settled: '已标记为处理', empty: '没有符合条件的记录',
    arrived: '{at} 到达', who: '人员或车辆', what: '事件', guard: '门卫',
    picture: '查看照片', pictureText: '岗亭车道摄像头拍下的车辆。查看会记入审计日志。', pictureAlt: '{at} 的车辆照片',
    colours: { green: '绿：放行', amber: '黄：核对', red: '红：不放行' }, directions: { in: '进', out: '出' }, marks: { any: '任意标记', conflict: '重复使用', gap: '记录缺失', broken: '记录不连续', settled: '已处理' },
    kinds: { admit: '放行', shown: '扫码', 'decide-admit': '核对后放行', refuse: '拒绝', override: '强制放行', 'take-back': '撤回放行', exit: '离开', 'sign-in': '门卫登录', 'sign-out': '门卫退出' },
    codes: { unreadable: '无法读取', 'other-content': '同号不同内容', altered: '内容被改动', 'taken-id': '编号重复', 'emergency-unreadable': '紧急放行记录无法读取', 'application-unreadable': '现场申请无法读取', 'application-incomplete': '现场申请不完整', 'application-barred': '现场申请人在禁止名单', 'application-quota': '现场申请超出单位名额', 'application-over': '现场申请已过时间' },
    why: { 'phone-confirmed': '电话确认', 'host-present': '接待人在场', emergency: '紧急情况', 'device-fault': '设备故障', 'official-duty': '执行公务', other: '其他' },
  },
  emergency: {
    title: '紧急放行', text: '门岗断网或情况紧急时，门卫凭电话同意先放行现场申请人，保卫处须事后核实。查看纸条照片会记入审计日志。', empty: '没有紧急放行', states: { open: '待确认', confirmed: '已确认', objected: '有异议' },
    approver: '电话同意人', reason: '原因', application: '申请', none: '申请当时被退回，没有编号', slip: '查看纸条', slipText: '门岗摄像头拍下的签字纸条。', slipAlt: '现场申请 {number} 的签字纸条照片', noSlip: '未拍照，纸条在门岗', confirm: '确认', object: '提出异议',
    confirmText: '已向 {approver} 核实同意过这次放行。', objectText: '请写明哪里不符。门岗和单位都会看到。', confirmed: '已确认', objected: '已提出异议',
  },
  reasons: {
    ok: '可放行', 'not-a-pass': '不是通行码', forged: '伪造', revoked: '已作废', barred: '禁止入内', blocked: '已暂停', 'unknown-key': '未知密钥', 'not-expected': '没有预约', 'not-issued': '未签发', 'already-used': '已使用', expired: '已过期', 'too-early': '未到时间', 'wrong-gate': '不是此门', 'wrong-holder': '不是本人',
    'store-error': '存储故障', 'clock-unsure': '时钟不准', 'key-stale': '密钥过旧', 'offline-unconfirmed': '离线未确认', 'new-pass': '新通行证', 'stale-replica': '名单过旧', 'other-gate-offline': '离线且非主门', 'already-inside': '已在校内', choose: '需选择', 'typed-number': '手工输入', 'static-code': '静态码',
  },
  devices: {
    title: '门岗设备', text: '每台门岗设备用一次性登记码登记。这里可以看到数据是否最新、有多少记录待传。', add: '登记设备', empty: '还没有登记设备', active: '正常', silent: '失去联系', revoked: '已停用', forked: '有两台设备使用同一身份，请停用并查明', seen: '上次联系', synced: '数据更新', waiting: '待传记录', clock: '时钟偏差', seconds: '{n} 秒',
    disk: '磁盘', temperature: '温度', program: '程序版本', fingerprint: '指纹', since: '登记时间', never: '从未', now: '刚刚', minutes: '{n} 分钟前', hours: '{n} 小时前', makeCode: '生成登记码', codeText: '在门岗屏幕上输入或扫描，{at} 前有效，只能用一次：', picture: '登记码的二维码', compare: '登记后请核对门岗屏幕与本页显示的指纹是否一致。',
    stick: 'U盘', revoke: '停用', revokeText: '停用后 {name} 会上传剩余记录，然后清除密钥和名单，不能恢复，只能重新登记。',
  },
  stick: {
    title: 'U盘交换：{name}', out: '带到门岗', outText: '没有网络的门岗用U盘取得名单。文件带有签名，只有这台门岗能用。', fetch: '下载到U盘', fetched: '已下载。请存到U盘，插到门岗，在“更新与网络”中按“U盘”。',
    back: '从门岗带回', backText: '门岗会把通行记录写到同一个U盘上，请选择以 .entries 结尾的文件。', choose: '选择记录文件', sending: '正在接收…', taken: '已接收，服务器现有至第 {n} 条。', aside: '已接收至第 {n} 条，其中有需要查看的记录，见“通行记录”。',
    gap: '前面的记录缺失，只接收到第 {n} 条。请先给门岗一个新文件，再取一次记录。', nothing: '这个文件里没有本系统的记录。',
  },
  guards: {
    title: '门卫', text: '门卫用 PIN 在门岗登录，断网时也可登录。修改会在几秒内到达各门岗。', add: '新增门卫', empty: '还没有门卫', pin: 'PIN', pinHint: '6至12位数字，只有本人知道', pinStays: '不填则不变', may: '权限', rights: { admit: '核对并放行', override: '强制放行', settings: '修改门岗设置' },
  },
  audit: { title: '审计日志', subject: '对象', who: '操作人', action: '动作', detail: '详情', from: '日期从', empty: '没有符合条件的记录' },
  persons: {
    title: '个人数据', text: '按证件查找一个人在系统中的全部记录，可导出给本人或应其要求删除。每次操作都会记入审计日志。', find: '查找', found: '找到 {n} 处记录', none: '没有此人的记录。', export: '导出', exported: '已导出', erase: '删除个人信息',
    eraseText: '姓名、手机、证件号码将被删除，不能恢复。尚未结束的来访会保留，直到结束。', understood: '我确认要删除', erased: '已删除 {n} 处', kept: '以下记录暂时保留：',
  },
}
