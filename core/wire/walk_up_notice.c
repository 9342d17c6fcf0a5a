/* The notices of walk-up applications. */
#include "wire/walk_up_notice.h"

#include <stdio.h>

#include "base/catalog.h"

/* "days" stands for a number where the version names one. */
static const struct {
    const char *text[2];
    bool names_days;
} versions[WALK_UP_NOTICE] = {
    {{"为审批来访并记录入校人员，学校收集每位入校者的姓名、性别、手机号和证件号（敏感个人信息，用于核对本人）。被访单位"
      "审批人、"
      "保卫处及经授权的系统管理员可以查看。信息提交后立即加密，本机无法再读取；来访结束后，按学校规定的期限删除。"
      "如需查阅、更正、删除或撤回同意，请联系保卫处。为同行人填写的，须先告知本人并取得同意；未满 14 周岁的，"
      "由父母或其他监护人填写。",
      "The university collects the name, sex, mobile and ID number (sensitive data) of everyone who enters, to approve "
      "and record the visit. Approvers, the security office and administrators can see them. They are encrypted when "
      "you submit, and deleted when the university's period after the visit ends. To see, correct or delete them, or "
      "to withdraw, ask the security office. Tell companions this first and have their consent. A parent or guardian "
      "applies for children under 14."},
     false},
    {{"为审批来访并记录入校人员，学校收集每位入校者的姓名、性别、手机号和证件号（敏感个人信息，用于核对本人）。被访单位"
      "审批人、"
      "保卫处及经授权的系统管理员可以查看。信息提交后立即加密，本机无法再读取；来访结束 {days} 天后删除。"
      "如需查阅、更正、删除或撤回同意，请联系保卫处。为同行人填写的，须先告知本人并取得同意；未满 14 周岁的，"
      "由父母或其他监护人填写。",
      "The university collects the name, sex, mobile and ID number (sensitive data) of everyone who enters, to approve "
      "and record the visit. Approvers, the security office and administrators can see them. They are encrypted when "
      "you submit, and deleted {days} days after the visit ends. To see, correct or delete them, or to withdraw, ask "
      "the security office. Tell companions this first and have their consent. A parent or guardian applies for "
      "children under 14."},
     true},
};

int64_t walk_up_notice_version(int64_t days)
{
    return days >= 1 && days <= WALK_UP_NOTICE_DAYS_MAX ? WALK_UP_NOTICE : 1;
}

bool walk_up_notice(int64_t version, int64_t days, bool english, char out[static WALK_UP_NOTICE_SIZE])
{
    char number[24];
    out[0] = '\0';
    if (version < 1 || version > WALK_UP_NOTICE ||
        (versions[version - 1].names_days && (days < 1 || days > WALK_UP_NOTICE_DAYS_MAX)))
        return false;
    (void)snprintf(number, sizeof number, "%lld", (long long)days);
    return text_format(out, WALK_UP_NOTICE_SIZE, versions[version - 1].text[english],
                       &(struct text_arg){"days", number}, 1);
}
