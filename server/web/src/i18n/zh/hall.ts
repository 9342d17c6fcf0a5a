/* The Chinese texts of the service hall. */
export default {
  hall: {
    title: '访客和校外车辆入校预约',
    lead: '请选择要办理的事项，登录后直接进入相应的申请表。',
    choose: '选择事项',
    flows: {
      pedestrian: '访客步行入校',
      vehicle: '校外车辆入校',
      'multi-entry': '多次入校',
      works: '施工、送货入校',
      staff: '教职工未带证件入校',
    },
    hints: {
      pedestrian: '当天一次，不带车',
      vehicle: '当天一次，登记车牌和随车人员',
      'multi-entry': '一段时间内多次进出',
      works: '施工人员、送货车辆，一段时间内多次进出',
      staff: '本人临时没有带证件',
    },
    shutNow: '暂时不能办理',
    shut: '学校已暂停受理。何时恢复，请咨询保卫处。',
    notYours: '您的账号不能办理。如有需要，请咨询保卫处。',
    mine: '我的申请和待办',
    closed: '“{name}”现在不能申请',
    unknown: '没有这个申请类别',
    closedText: '学校可能已暂停办理，或者不对您开放。如有疑问，请联系保卫处。',
    noneOpen: '现在没有您可以申请的类别，请联系保卫处。',
    openNow: '您现在可以申请',
    list: '我的申请',
  },
}
