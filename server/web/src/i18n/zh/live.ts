/* Texts in Chinese: the live view of the gates. */
export default {
  live: {
    title: '门岗实况',
    pause: '暂停',
    goOn: '继续',
    connected: '实时更新中',
    connecting: '正在连接…',
    still: '已停住，移开鼠标或点“继续”后更新。',
    more: '有 {n} 条新记录。',
    stale: '连接已中断，正在重新连接。以下是{ago}的情况。',
    ended: '登录已结束，请重新登录。',
    gap: '中断时间较长，其间的记录没有列在这里。',
    toEntries: '查看进出记录',
    none: '最近 24 小时没有进出记录',
  },
}
