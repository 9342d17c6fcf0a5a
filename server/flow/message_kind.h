/* The kinds of messages whose texts administrators can write, in one table: which placeholders a kind has, in which
 * forms it goes out, and how the built-in text reads with placeholders. Pure. */
#ifndef GH_SERVER_FLOW_MESSAGE_KIND_H
#define GH_SERVER_FLOW_MESSAGE_KIND_H

#include "flow/flow.h"
#include "flow/message_template.h"
#include "flow/period_words.h"

enum message_kind {
    MESSAGE_PASS_ISSUED = 0,
    MESSAGE_PASS_RENEWED, /* the link replaces an earlier one */
    MESSAGE_PASS_REVOKED,
    MESSAGE_VISIT_CANCELLED,
    MESSAGE_REFUSED, /* a walk-up */
    MESSAGE_ARRIVED, /* to the host */
    MESSAGE_TO_APPROVE,
    MESSAGE_AT_GATE, /* a walk-up waits for the decision */
    MESSAGE_REMINDER,
    MESSAGE_EMERGENCY,
    MESSAGE_WITHDRAWN, /* consent */
    MESSAGE_SENT_BACK, /* this and the following ones: a state, to the applicant */
    MESSAGE_CORRECTED,
    MESSAGE_APPROVED,
    MESSAGE_CONFIRM,
    MESSAGE_NOT_APPROVED,
    MESSAGE_CHANGE_APPLIED,
    MESSAGE_CANCELLED,
    MESSAGE_LAPSED,
    MESSAGE_FEEDBACK, /* an answer to a remark */
    MESSAGE_KIND_COUNT
};

enum message_form {
    MESSAGE_SMS = 0,
    MESSAGE_MAIL,    /* e-mail, and the text of a WeCom message */
    MESSAGE_SUBJECT, /* of an e-mail, and the title of a WeCom message */
    MESSAGE_FORM_COUNT
};

enum message_placeholder {
    PLACEHOLDER_NAME = 0, /* of the visitor */
    PLACEHOLDER_PLACE,    /* university and campus */
    PLACEHOLDER_HOST,
    PLACEHOLDER_NUMBER, /* of the application */
    PLACEHOLDER_LINK,
    PLACEHOLDER_DOCUMENT, /* which document to bring */
    PLACEHOLDER_GATES,
    PLACEHOLDER_PERIODS,
    PLACEHOLDER_REASON,
    PLACEHOLDER_ADVICE, /* what to do now */
    PLACEHOLDER_TIME,
    PLACEHOLDER_TASK, /* "待您审批", "变更待您审批", "李老师转交给您审批" */
    PLACEHOLDER_WHAT, /* "您的申请", "您的变更申请" */
    PLACEHOLDER_PURPOSE,
    PLACEHOLDER_DAY,
    PLACEHOLDER_ENTRANTS, /* "2 名访客、1 辆车" */
    PLACEHOLDER_DEADLINE, /* "请于 17:00 前处理：", or "请处理：" */
    PLACEHOLDER_COUNT
};

struct message_kind_row {
    const char *name; /* stable: "pass-issued" */
    uint32_t placeholders, subject_placeholders;
    unsigned forms;         /* bits of enum message_form */
    bool link;              /* a text must have {link} */
    const char *text[2];    /* by enum words_language: the built-in text of SMS and e-mail with placeholders */
    const char *subject[2]; /* NULL where the form is missing */
};

/* Returns the row of a kind. */
const struct message_kind_row *message_kind_row(enum message_kind kind);
/* Finds a kind by its name. Returns MESSAGE_KIND_COUNT when there is none. */
enum message_kind message_kind_find(const char *name);
/* Returns the kind that tells an applicant about a state; MESSAGE_KIND_COUNT for a state without one. */
enum message_kind message_kind_of_state(enum flow_state state);
/* Returns the stable name of a form: "sms"; and the form of a name, MESSAGE_FORM_COUNT when there is none. */
const char *message_form_name(enum message_form form);
enum message_form message_form_find(const char *name);
/* Returns whether messages of a kind have a form. */
bool message_kind_has(enum message_kind kind, enum message_form form);
/* Returns what a text of this kind and form may hold. */
struct template_rule message_kind_rule(enum message_kind kind, enum message_form form);
/* Returns the built-in text with placeholders. */
const char *message_kind_usual(enum message_kind kind, enum message_form form, enum words_language language);

/* Returns the name of a placeholder: "name"; and the placeholder of a name, -1 when there is none. */
const char *message_placeholder_name(int placeholder);
int message_placeholder_find(struct bytes name);

#endif
