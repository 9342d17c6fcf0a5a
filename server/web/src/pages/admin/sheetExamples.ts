/* What a list may look like, for the import's dialogue. */
import { language } from '../../i18n'

const EXAMPLES = {
  units: {
    zh: '单位代码,上级单位,名称,英文名称,审批人\n010,,计算机学院,School of Computing,li\n010-1,010,人工智能系,Department of AI,"li; wang"',
    en: 'Unit code,Parent unit,Name,English name,Approvers\n010,,计算机学院,School of Computing,li\n010-1,010,人工智能系,Department of AI,"li; wang"',
  },
  accounts: {
    zh: '账号,姓名,手机号,邮箱,单位,角色,工号\nt1001,张三,13800138000,,010,申请人; 单位审批人:010,20011001\nt1002,李四,,li@example.edu.cn,010,保卫处审批人@main,20011002',
    en: 'Account,Name,Mobile number,E-mail,Unit,Roles,Staff number\nt1001,Zhang San,13800138000,,010,applicant; unit-approver:010,20011001\nt1002,Li Si,,li@example.edu.cn,010,security-officer@main,20011002',
  },
  days: {
    zh: '日期,结束日期,类型,备注\n2027-10-01,2027-10-07,休,国庆节\n2027-10-09,,班,国庆节调休',
    en: 'Date,Last day,Kind,Note\n2027-10-01,2027-10-07,off,National Day\n2027-10-09,,working,Instead of Thursday',
  },
  barred: {
    zh: '证件号码,车牌号,姓名,原因,有效期至\n11010519491231002X,,王某,多次违规,2027-06-30\n,京A12345,,闯杆,',
    en: 'ID number,Plate,Name,Reason,Until\n11010519491231002X,,Mr Wang,Repeated violations,2027-06-30\n,京A12345,,Drove through the barrier,',
  },
}

/* Returns the example of a list in the reader's language. */
export function sheetExample(list: keyof typeof EXAMPLES): string {
  return EXAMPLES[list][language()]
}
