/* The table of messages. */
#include "flow/message_kind.h"

#include <string.h>

#define BIT(p) (1U << PLACEHOLDER_##p)
#define VISIT (BIT(NAME) | BIT(PLACE) | BIT(HOST) | BIT(NUMBER) | BIT(GATES) | BIT(PERIODS))
#define WITH_PASS (VISIT | BIT(LINK) | BIT(DOCUMENT))
#define ABOUT (BIT(PURPOSE) | BIT(DAY) | BIT(ENTRANTS) | BIT(HOST) | BIT(NUMBER) | BIT(LINK))
#define TODAY (ABOUT & ~BIT(DAY)) /* a walk-up is for today */
#define SUBJECT (BIT(PURPOSE) | BIT(DAY) | BIT(NUMBER))
#define STATE (BIT(WHAT) | BIT(PURPOSE) | BIT(DAY) | BIT(NUMBER) | BIT(LINK))
#define SMS_ALONE (1U << MESSAGE_SMS)
#define EVERY_FORM (1U << MESSAGE_SMS | 1U << MESSAGE_MAIL | 1U << MESSAGE_SUBJECT)

/* The rest of texts about an application, and of subjects. */
#define ZH_ABOUT "[{purpose}，]{day}[，{entrants}][，接待人{host}][（{number}）]。"
#define EN_ABOUT "[{purpose}, ]{day}[, {entrants}][, host {host}][ (no. {number})]. "
#define ZH_TODAY "[{purpose}，]{entrants}[，接待人{host}][（{number}）]。" /* of walk-ups */
#define EN_TODAY "[{purpose}, ]{entrants}[, host {host}][ (no. {number})]. "
#define ZH_SUBJECT "：{purpose}[，{day}]（{number}）"
#define EN_SUBJECT ": {purpose}[, {day}] ({number})"
#define ZH_STATE "{what}[“{purpose}”]（{day}[，{number}]）"
#define EN_STATE "{what}[ \"{purpose}\"] ({day}[, {number}]) "

static const struct message_kind_row rows[MESSAGE_KIND_COUNT] = {
    [MESSAGE_PASS_ISSUED] =
        {"pass-issued",
         WITH_PASS,
         0,
         SMS_ALONE,
         true,
         {"[{name}，]您{periods}到{place}的入校申请已通过，接待人{host}。请从{gates}入校，出示通行码 {link} "
          "和{document}，勿转发。",
          "[Dear {name}, ]your visit to {place} is approved: {periods}, {gates}. Host: {host}. Show the code and your "
          "{document} at the gate: {link}"},
         {NULL, NULL}},
    [MESSAGE_PASS_RENEWED] =
        {"pass-renewed",
         WITH_PASS,
         0,
         SMS_ALONE,
         true,
         {"[{name}，]您{periods}到{place}的通行码已换新，旧链接作废，接待人{host}。请从{gates}入校，出示通行码 "
          "{link} 和{document}，勿转发。",
          "[Dear {name}, ]your visit to {place} has a new pass, the old link is void: {periods}, {gates}. Host: "
          "{host}. Show the code and your {document} at the gate: {link}"},
         {NULL, NULL}},
    [MESSAGE_PASS_REVOKED] =
        {"pass-revoked",
         VISIT,
         0,
         SMS_ALONE,
         false,
         {"您{periods}到{place}的入校通行码已作废（申请{number}），不能凭码入校。请联系接待人{host}。",
          "Your pass for {place}, {periods} (no. {number}) is no longer valid. Please contact your host, {host}."},
         {NULL, NULL}},
    [MESSAGE_VISIT_CANCELLED] =
        {"visit-cancelled",
         VISIT,
         0,
         SMS_ALONE,
         false,
         {"您{periods}到{place}的入校申请（{number}）已取消，通行码作废。请联系接待人{host}。",
          "Your visit to {place}, {periods} (no. {number}) is cancelled and your pass is void. Please contact your "
          "host, {host}."},
         {NULL, NULL}},
    [MESSAGE_REFUSED] = {"refused",
                         BIT(NAME) | BIT(PLACE) | BIT(REASON) | BIT(ADVICE),
                         0,
                         SMS_ALONE,
                         false,
                         {"您在门岗提交的入校申请未通过，原因：{reason}。{advice}。",
                          "Your application at the gate was not approved: {reason}. {advice}."},
                         {NULL, NULL}},
    [MESSAGE_ARRIVED] = {"arrived",
                         BIT(NAME) | BIT(TIME) | BIT(GATES) | BIT(NUMBER),
                         0,
                         1U << MESSAGE_SMS | 1U << MESSAGE_MAIL,
                         false,
                         {"您的访客{name}已于{time}从{gates}入校（申请{number}）。",
                          "Your visitor {name} came in at {time}, {gates} (application {number})."},
                         {NULL, NULL}},
    [MESSAGE_TO_APPROVE] = {"to-approve",
                            ABOUT | BIT(TASK) | BIT(DEADLINE),
                            SUBJECT,
                            EVERY_FORM,
                            true,
                            {"{task}：" ZH_ABOUT "{deadline}{link}", "{task}: " EN_ABOUT "{deadline}{link}"},
                            {"待审批" ZH_SUBJECT, "To approve" EN_SUBJECT}},
    [MESSAGE_AT_GATE] = {"at-gate",
                         TODAY | BIT(TASK) | BIT(DEADLINE),
                         SUBJECT,
                         EVERY_FORM,
                         true,
                         {"{task}：" ZH_TODAY "{deadline}{link}", "{task}: " EN_TODAY "{deadline}{link}"},
                         {"门岗有人等候" ZH_SUBJECT, "Waiting at the gate" EN_SUBJECT}},
    [MESSAGE_REMINDER] = {"reminder",
                          ABOUT | BIT(TASK) | BIT(DEADLINE),
                          SUBJECT,
                          EVERY_FORM,
                          true,
                          {"提醒：{task}：" ZH_ABOUT "{deadline}{link}",
                           "Reminder: {task}: " EN_ABOUT "{deadline}{link}"},
                          {"请尽快审批" ZH_SUBJECT, "Reminder" EN_SUBJECT}},
    [MESSAGE_EMERGENCY] = {"emergency",
                           TODAY,
                           SUBJECT,
                           EVERY_FORM,
                           true,
                           {"门岗已紧急放行：" ZH_TODAY "请事后确认：{link}",
                            "Emergency admission: " EN_TODAY "Please confirm: {link}"},
                           {"紧急放行待确认" ZH_SUBJECT, "Emergency admission" EN_SUBJECT}},
    [MESSAGE_WITHDRAWN] = {"consent-withdrawn",
                           ABOUT | BIT(NAME),
                           SUBJECT,
                           EVERY_FORM,
                           true,
                           {"访客 {name} 撤回了个人信息同意，通行码已作废。" ZH_ABOUT "查看：{link}",
                            "Visitor {name} withdrew the consent on personal data. The passes are revoked. " EN_ABOUT
                            "See: {link}"},
                           {"访客撤回同意" ZH_SUBJECT, "Consent withdrawn" EN_SUBJECT}},
    [MESSAGE_SENT_BACK] = {"sent-back",
                           STATE | BIT(REASON),
                           SUBJECT,
                           EVERY_FORM,
                           true,
                           {ZH_STATE "被退回[：{reason}]。请修改：{link}",
                            EN_STATE "was sent back[: {reason}]. Please correct it: {link}"},
                           {"被退回" ZH_SUBJECT, "Sent back" EN_SUBJECT}},
    [MESSAGE_CORRECTED] = {"corrected",
                           STATE,
                           SUBJECT,
                           EVERY_FORM,
                           true,
                           {ZH_STATE "已由单位更正并同意。待保卫处审批：{link}", EN_STATE
                            "was corrected and approved by the unit. The security office decides next: {link}"},
                           {"单位已更正" ZH_SUBJECT, "Corrected by the unit" EN_SUBJECT}},
    [MESSAGE_APPROVED] = {"approved",
                          STATE,
                          SUBJECT,
                          EVERY_FORM,
                          true,
                          {ZH_STATE "已通过，通行码正在发给访客。{link}",
                           EN_STATE "is approved, and visitors get their passes. {link}"},
                          {"已通过" ZH_SUBJECT, "Approved" EN_SUBJECT}},
    [MESSAGE_CONFIRM] = {"confirm-changes",
                         STATE,
                         SUBJECT,
                         EVERY_FORM,
                         true,
                         {ZH_STATE "由保卫处作了修改。请确认：{link}",
                          EN_STATE "was changed by the security office. Please confirm: {link}"},
                         {"请确认修改" ZH_SUBJECT, "Please confirm changes" EN_SUBJECT}},
    [MESSAGE_NOT_APPROVED] = {"not-approved",
                              STATE | BIT(REASON),
                              SUBJECT,
                              EVERY_FORM,
                              true,
                              {ZH_STATE "未通过[：{reason}]。请知悉：{link}",
                               EN_STATE "was not approved[: {reason}]. Please acknowledge: {link}"},
                              {"未通过" ZH_SUBJECT, "Not approved" EN_SUBJECT}},
    [MESSAGE_CHANGE_APPLIED] = {"change-applied",
                                STATE,
                                SUBJECT,
                                EVERY_FORM,
                                true,
                                {ZH_STATE "已通过，有变动的通行码已更新。{link}",
                                 EN_STATE "is in force, and passes that changed are renewed. {link}"},
                                {"变更已通过" ZH_SUBJECT, "Change approved" EN_SUBJECT}},
    [MESSAGE_CANCELLED] = {"cancelled",
                           STATE,
                           SUBJECT,
                           EVERY_FORM,
                           true,
                           {ZH_STATE "已取消，通行码作废。{link}",
                            EN_STATE "is cancelled, and its passes are void. {link}"},
                           {"已取消" ZH_SUBJECT, "Cancelled" EN_SUBJECT}},
    [MESSAGE_LAPSED] = {"lapsed",
                        STATE,
                        SUBJECT,
                        EVERY_FORM,
                        true,
                        {ZH_STATE "已过期，未获审批。{link}", EN_STATE "has expired without a decision. {link}"},
                        {"已过期" ZH_SUBJECT, "Expired" EN_SUBJECT}},
    [MESSAGE_FEEDBACK] = {"feedback-answered",
                          BIT(LINK),
                          0,
                          1U << MESSAGE_MAIL | 1U << MESSAGE_SUBJECT,
                          true,
                          {"您的意见反馈有了回复，请查看：{link}", "Your feedback has an answer. Read it here: {link}"},
                          {"您的意见反馈有了回复", "Your feedback has an answer"}},
};

static const char *const form_names[MESSAGE_FORM_COUNT] = {"sms", "mail", "subject"};

static const char *const placeholders[PLACEHOLDER_COUNT] = {
    "name",   "place", "host", "number", "link",    "document", "gates",    "periods",  "reason",
    "advice", "time",  "task", "what",   "purpose", "day",      "entrants", "deadline",
};

const struct message_kind_row *message_kind_row(enum message_kind kind)
{
    return &rows[kind];
}

enum message_kind message_kind_find(const char *name)
{
    int i = 0;
    while (i < MESSAGE_KIND_COUNT && strcmp(rows[i].name, name) != 0)
        i++;
    return (enum message_kind)i;
}

enum message_kind message_kind_of_state(enum flow_state state)
{
    switch (state) {
    case FLOW_SENT_BACK:
        return MESSAGE_SENT_BACK;
    case FLOW_SECURITY_REVIEW:
        return MESSAGE_CORRECTED;
    case FLOW_APPROVED:
        return MESSAGE_APPROVED;
    case FLOW_CONFIRMING:
        return MESSAGE_CONFIRM;
    case FLOW_ACKNOWLEDGING:
        return MESSAGE_NOT_APPROVED;
    case FLOW_APPLIED:
        return MESSAGE_CHANGE_APPLIED;
    case FLOW_CANCELLED:
        return MESSAGE_CANCELLED;
    case FLOW_LAPSED:
        return MESSAGE_LAPSED;
    default:
        return MESSAGE_KIND_COUNT;
    }
}

const char *message_form_name(enum message_form form)
{
    return form_names[form];
}

enum message_form message_form_find(const char *name)
{
    int i = 0;
    while (i < MESSAGE_FORM_COUNT && strcmp(form_names[i], name) != 0)
        i++;
    return (enum message_form)i;
}

bool message_kind_has(enum message_kind kind, enum message_form form)
{
    return rows[kind].forms >> form & 1;
}

struct template_rule message_kind_rule(enum message_kind kind, enum message_form form)
{
    const struct message_kind_row *row = &rows[kind];
    if (form == MESSAGE_SUBJECT)
        return (struct template_rule){.placeholders = row->subject_placeholders, .link = false, .lines = false};
    return (struct template_rule){.placeholders = row->placeholders, .link = row->link, .lines = form == MESSAGE_MAIL};
}

const char *message_kind_usual(enum message_kind kind, enum message_form form, enum words_language language)
{
    return form == MESSAGE_SUBJECT ? rows[kind].subject[language] : rows[kind].text[language];
}

const char *message_placeholder_name(int placeholder)
{
    return placeholder >= 0 && placeholder < PLACEHOLDER_COUNT ? placeholders[placeholder] : NULL;
}

int message_placeholder_find(struct bytes name)
{
    for (int i = 0; i < PLACEHOLDER_COUNT; i++)
        if (bytes_equal(name, bytes_of_string(placeholders[i])))
            return i;
    return -1;
}
