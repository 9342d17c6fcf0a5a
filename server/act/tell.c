/* Composes messages to applicants and deciders, and puts them into the outbox. */
#include "act/tell.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "act/deciders.h"
#include "act/party.h"
#include "notify/outbox.h"
#include "people/mobile.h"
#include "records/application_view.h"
#include "records/record.h"
#include "records/setting.h"

#define DEDUPE_SIZE 160
#define DEPUTY_STAGE 2 /* of the reminders (flow/calendar.h) */
#define LINK_SIZE 320

enum gh_status tell_reach(const struct act_context *context, const char *mobile, bool *reached)
{
    int64_t abroad = 0;
    *reached = true;
    if (!mobile_is_abroad(mobile))
        return GH_OK;
    enum gh_status status = setting_load(context->db, SETTING_SMS_ABROAD, &abroad);
    *reached = abroad != 0;
    return status;
}

/* A message about an application to one or more accounts. */
struct telling {
    const struct act_context *context;
    const struct application *a;
    const char *purpose, *text;
    const char *key;                   /* tells messages about the same application apart, or NULL */
    const struct uuid *pass;           /* or NULL */
    const struct message_words *words; /* or NULL */
    int stage;
    struct tell_sent *sent; /* counts messages, or NULL */
    bool decides;           /* the recipients decide: parties are left out, and every channel is used */
};

static enum gh_status put_message(const struct telling *t, int64_t account, const char *channel, const char *recipient)
{
    char dedupe[DEDUPE_SIZE], id[UUID_TEXT_SIZE];
    uuid_format(&t->a->id, id);
    int n = snprintf(dedupe, sizeof dedupe, "%.16s:%.52s:%lld:%lld:%d:%s", t->purpose, t->key ? t->key : id,
                     (long long)t->a->version, (long long)account, t->stage, channel);
    if (n < 0 || (size_t)n >= sizeof dedupe)
        return GH_TOO_LONG;
    struct message_new message = {.channel = channel,
                                  .purpose = t->purpose,
                                  .dedupe = dedupe,
                                  .application = &t->a->id,
                                  .pass = t->pass,
                                  .recipient = recipient,
                                  .text = t->text,
                                  .words = t->words};
    return outbox_put(t->context->db, t->context->vault, &message, t->context->now);
}

/* Sends an e-mail when the account has an address. Sends an SMS when it has a mobile number and either must decide
 * or has no e-mail address. With neither, the message appears only on the web page. */
static enum gh_status tell_account(const struct telling *t, const struct act_person *person, const char *email)
{
    bool by_sms = person->mobile[0] && (t->decides || !email[0]);
    bool reached = false, concerned = false;
    enum gh_status status = GH_OK;
    if (t->decides)
        status = act_person_is_concerned(t->context->db, t->context->vault, person, t->a, &concerned);
    if (status || concerned)
        return status;
    status = tell_reach(t->context, person->mobile, &reached);
    if (!status && email[0])
        status = put_message(t, person->account, "email", email);
    if (!status && by_sms && reached)
        status = put_message(t, person->account, "sms", person->mobile);
    if (!status && t->sent) {
        t->sent->email += email[0] != '\0';
        t->sent->sms += by_sms && reached;
    }
    return status;
}

#define TOLD_MAX 16

static enum gh_status tell_rows(const struct telling *t, struct db_rows *rows)
{
    struct decider told[TOLD_MAX];
    size_t count = 0;
    enum gh_status status = GH_OK;
    while (!status && count < TOLD_MAX && !(status = db_next(rows)))
        if (!(status = decider_read(rows, t->context->vault, &told[count])))
            count++;
    db_rows_end(rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    status = GH_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = tell_account(t, &told[i].person, told[i].email);
    sodium_memzero(told, sizeof told);
    return status;
}

/* Tells those who hold a role for the application's unit and campus, and deputies of unit approvers. The colleague that
 * it was handed to is told alone, as long as that account can decide and no deputy's reminder is due. */
static enum gh_status tell_role(const struct telling *t, enum account_role role)
{
    struct deciders d;
    const struct application *a = t->a;
    bool alone = false;
    enum gh_status status = deciders_load(t->context->db, t->context->vault, a, role, true, t->context->now, &d);
    for (size_t i = 0; !status && i < d.count; i++)
        alone |= role == deciders_role(a) && t->stage != DEPUTY_STAGE && d.items[i].person.account == a->assignee;
    for (size_t i = 0; !status && i < d.count; i++)
        if (!alone || d.items[i].person.account == a->assignee)
            status = tell_account(t, &d.items[i].person, d.items[i].email);
    deciders_wipe(&d);
    return status;
}

/* Writes the address of the page where this role decides on this application. */
static void deciding_page(const struct act_context *context, const struct application *a, enum account_role role,
                          char out[static LINK_SIZE])
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&a->id, id);
    (void)snprintf(out, LINK_SIZE, "%s/app/%s%s", context->public_url,
                   role == ROLE_UNIT_APPROVER ? "approve/" : "security?open=", id);
}

enum gh_status tell_deciders_counted(const struct act_context *context, const struct application *a,
                                     enum account_role role, int stage, struct tell_sent *sent)
{
    char text[OUTBOX_TEXT_SIZE], link[LINK_SIZE];
    deciding_page(context, a, role, link);
    (void)snprintf(text, sizeof text, "%s%s%s %s（%zu 人 %zu 车）待您审批：%s", stage ? "提醒：" : "",
                   a->walk_up ? "急，门岗有人等候：" : "", uuid_is_nil(&a->amends) ? "入校申请" : "变更申请", a->number,
                   a->person_count, a->vehicle_count, link);
    const struct telling t = {.context = context,
                              .a = a,
                              .purpose = stage ? "reminder" : "to-approve",
                              .text = text,
                              .stage = stage,
                              .sent = sent,
                              .decides = true};
    return tell_role(&t, role);
}

enum gh_status tell_deciders(const struct act_context *context, const struct application *a, enum account_role role,
                             int stage)
{
    return tell_deciders_counted(context, a, role, stage, NULL);
}

enum gh_status tell_colleague(const struct act_context *context, const struct application *a, const char *from)
{
    char text[OUTBOX_TEXT_SIZE], link[LINK_SIZE];
    enum account_role role = deciders_role(a);
    deciding_page(context, a, role, link);
    (void)snprintf(text, sizeof text, "%s%s把%s %s（%zu 人 %zu 车）转交给您审批：%s",
                   a->walk_up ? "急，门岗有人等候：" : "", from, uuid_is_nil(&a->amends) ? "入校申请" : "变更申请",
                   a->number, a->person_count, a->vehicle_count, link);
    const struct telling t = {.context = context, .a = a, .purpose = "to-approve", .text = text, .decides = true};
    return tell_role(&t, role);
}

enum gh_status tell_emergency(const struct act_context *context, const struct application *a)
{
    char text[OUTBOX_TEXT_SIZE];
    (void)snprintf(text, sizeof text,
                   "急，门岗已紧急放行入校申请 %s（%zu 人 %zu 车），请事后确认：%s/app/security/emergencies", a->number,
                   a->person_count, a->vehicle_count, context->public_url);
    const struct telling t = {.context = context, .a = a, .purpose = "emergency", .text = text, .decides = true};
    return tell_role(&t, ROLE_SECURITY_OFFICER);
}

static const char *state_in_words(enum flow_state state)
{
    switch (state) {
    case FLOW_SENT_BACK:
        return "被单位退回，请修改后重新提交。Sent back by the unit.";
    case FLOW_SECURITY_REVIEW:
        return "单位已更正并同意，待保卫处审批。Corrected and approved by the unit.";
    case FLOW_APPROVED:
        return "已通过，通行码已发给访客。Approved, passes are sent.";
    case FLOW_CONFIRMING:
        return "保卫处已修改，请您确认。Changed by the security office: please confirm.";
    case FLOW_ACKNOWLEDGING:
        return "未通过，请查看原因并确认知悉。Not approved: please acknowledge.";
    case FLOW_APPLIED:
        return "变更已通过，有变动的通行码已更新。Change approved, passes that changed are renewed.";
    case FLOW_CANCELLED:
        return "已取消。Cancelled.";
    case FLOW_LAPSED:
        return "已过期，未获审批。Expired without a decision.";
    default:
        return "有新进展。Updated.";
    }
}

/* Tells the account of the applicant, while it is active. */
static enum gh_status tell_owner(const struct telling *t)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(t->context->db, &rows,
                                     "SELECT id, email, mobile_sealed, display_name FROM account "
                                     "WHERE id = $1 AND active = 1",
                                     DB_INT(t->a->applicant));
    return status ? status : tell_rows(t, &rows);
}

enum gh_status tell_applicant_for_visitor(const struct act_context *context, const struct application *a,
                                          const struct message_new *message)
{
    const struct telling t = {.context = context,
                              .a = a,
                              .purpose = message->purpose,
                              .text = message->text,
                              .key = message->dedupe,
                              .pass = message->pass,
                              .words = message->words};
    return tell_owner(&t);
}

enum gh_status tell_applicant(const struct act_context *context, const struct application *a)
{
    char text[OUTBOX_TEXT_SIZE], id[UUID_TEXT_SIZE];
    uuid_format(&a->id, id);
    (void)snprintf(text, sizeof text, "您的入校申请 %s %s %s/app/applications/%s", a->number, state_in_words(a->state),
                   context->public_url, id);
    const struct telling t = {.context = context, .a = a, .purpose = "state", .text = text};
    return tell_owner(&t);
}
