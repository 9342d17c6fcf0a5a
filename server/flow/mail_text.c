#include "flow/mail_text.h"

#include <stdio.h>

#include "base/utf8.h"

void mail_text_missing(size_t people, size_t faulty, const char *lines, char out[static MAIL_TEXT_SIZE])
{
    if (people == 0)
        (void)snprintf(out, MAIL_TEXT_SIZE,
                       "已收到您的邮件，但没有读到访客名单。请附上 XLSX 或 CSV "
                       "名单（姓名、手机、证件类型、证件号码）重新发送。\n\n"
                       "We received your mail, but found no list of visitors. Please send it again with an XLSX or CSV "
                       "list: name, mobile, kind of document, document number.");
    else
        (void)snprintf(
            out, MAIL_TEXT_SIZE,
            "已收到您的邮件：读到 %zu 位访客，其中 %zu 行有误（第 %s 行）。请改正后重新发送整份名单。\n\n"
            "We received your mail with %zu visitors. Rows to correct: %s. Please send the whole list again.",
            people, faulty, lines, people, lines);
    utf8_end_whole(out);
}

void mail_text_state(const char *number, enum flow_state state, size_t people, const char *reason,
                     char out[static MAIL_TEXT_SIZE])
{
    if (state == FLOW_APPROVED)
        (void)snprintf(out, MAIL_TEXT_SIZE,
                       "入校申请 %s 已批准。%zu 位访客会收到含通行码的短信。\n\n"
                       "Filing %s is approved. The %zu visitors get their passes by SMS.",
                       number, people, number, people);
    else
        (void)snprintf(out, MAIL_TEXT_SIZE, "入校申请 %s：%s。%s\n\nFiling %s: %s. %s", number,
                       state == FLOW_CANCELLED ? "已取消"
                       : state == FLOW_LAPSED  ? "已过期"
                                               : "未批准",
                       reason, number,
                       state == FLOW_CANCELLED ? "cancelled"
                       : state == FLOW_LAPSED  ? "expired"
                                               : "not approved",
                       reason);
    utf8_end_whole(out);
}
