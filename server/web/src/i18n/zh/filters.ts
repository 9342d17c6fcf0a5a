/* Texts in Chinese: filters that one saved for a list. */
export default {
  filters: {
    title: '保存的筛选',
    none: '未选用',
    manage: '管理',
    save: '保存当前筛选',
    name: '名称',
    hint: '例如：南门不放行',
    left: '姓名、车牌、通行码号等只涉及一名访客的条件不会保存。',
    initial: '打开列表时使用',
    use: '使用',
    replace: '改为当前筛选',
    setInitial: '打开列表时使用',
    unsetInitial: '打开列表时不使用',
    rename: '改名',
    remove: '删除',
    done: { saved: '已保存', removed: '已删除' },
  },
}
