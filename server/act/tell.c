/* Puts messages to applicants and deciders into the outbox. */
#include "act/tell.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "act/deciders.h"
#include "act/party.h"
#include "act/tell_card.h"
#include "flow/staff_text.h"
#include "notify/card.h"
#include "notify/outbox.h"
#include "people/mobile.h"
#include "records/application_view.h"
#include "records/message_text.h"
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
    const char *purpose;
    const struct staff_message *messages; /* by enum words_language; NULL: text and words */
    const char *text;
    const char *key;                   /* tells messages about the same application apart, or NULL */
    const struct uuid *pass;           /* or NULL */
    const struct message_words *words; /* or NULL */
    int stage;
    struct tell_sent *sent; /* counts messages, or NULL */
    bool passes;            /* a WeCom message may carry a button that passes the application */
    bool decides;           /* the recipients decide: parties are left out, and every channel is used */
};

/* One message of a telling: to whom, over which channel, and behind which other one. */
struct tell_way {
    const char *channel, *recipient;
    struct uuid id, behind;       /* behind nil: none */
    char card[MESSAGE_CARD_SIZE]; /* UUID; "": none */
};

static enum gh_status put_message(const struct telling *t, const struct decider *d, const struct tell_way *way)
{
    char dedupe[DEDUPE_SIZE], id[UUID_TEXT_SIZE];
    struct message_words words = {.english = d->english};
    uuid_format(&t->a->id, id);
    int n = snprintf(dedupe, sizeof dedupe, "%.16s:%.52s:%lld:%lld:%d:%s", t->purpose, t->key ? t->key : id,
                     (long long)t->a->version, (long long)d->person.account, t->stage, way->channel);
    if (n < 0 || (size_t)n >= sizeof dedupe)
        return GH_TOO_LONG;
    struct message_new message = {.channel = way->channel,
                                  .purpose = t->purpose,
                                  .dedupe = dedupe,
                                  .application = &t->a->id,
                                  .pass = t->pass,
                                  .recipient = way->recipient,
                                  .text = t->text,
                                  .words = t->words,
                                  .id = &way->id,
                                  .behind = uuid_is_nil(&way->behind) ? NULL : &way->behind};
    if (t->messages) {
        const struct staff_message *m = &t->messages[d->english ? WORDS_ENGLISH : WORDS_CHINESE];
        (void)snprintf(words.subject, sizeof words.subject, "%s", m->subject);
        memcpy(words.card, way->card, sizeof words.card);
        message.text = strcmp(way->channel, CHANNEL_NAME_SMS) == 0 ? m->sms : m->mail;
        message.words = &words;
    }
    return outbox_put(t->context->db, t->context->vault, &message, t->context->now);
}

static enum gh_status put_over(const struct telling *t, const struct decider *d, const char *channel,
                               const char *recipient, const struct uuid *behind)
{
    struct tell_way way = {.channel = channel, .recipient = recipient, .id = record_id(t->context->now)};
    if (behind)
        way.behind = *behind;
    return put_message(t, d, &way);
}

/* Puts a message with a card whose button passes the application, where the account may decide so. */
static enum gh_status put_card(const struct telling *t, const struct decider *d, struct tell_way *way)
{
    struct card card = {.id = record_id(t->context->now),
                        .application = t->a->id,
                        .message = way->id,
                        .version = t->a->version,
                        .account = d->person.account};
    bool allowed = false;
    enum gh_status status = t->passes ? tell_card_allowed(t->context->db, card.account, &allowed) : GH_OK;
    if (!status && allowed)
        uuid_format(&card.id, way->card);
    if (!status)
        status = put_message(t, d, way);
    const bool put = !status && db_changed(t->context->db) == 1; /* not so where the outbox has it already */
    return allowed && put ? card_put(t->context->db, &card, t->context->now) : status;
}

/* Over WeCom, with e-mail or SMS behind it. The message is in the outbox at most once. */
static enum gh_status tell_by_wecom(const struct telling *t, const struct decider *d, bool sms)
{
    struct tell_way way = {
        .channel = CHANNEL_NAME_WECOM, .recipient = d->reach.wecom, .id = record_id(t->context->now)};
    enum gh_status status = put_card(t, d, &way);
    if (!status && d->email[0])
        status = put_over(t, d, CHANNEL_NAME_EMAIL, d->email, &way.id);
    if (!status && sms)
        status = put_over(t, d, CHANNEL_NAME_SMS, d->person.mobile, &way.id);
    if (!status && t->sent)
        t->sent->wecom++;
    return status;
}

/* Uses the channel that the account has chosen, where it has what that needs. The usual way is WeCom; without it an
 * e-mail, and an SMS when the account must decide or has no e-mail address. With nothing of these, the message appears
 * only on the web page. */
static enum gh_status tell_account(const struct telling *t, const struct decider *d)
{
    const struct act_person *person = &d->person;
    const enum reach_way way = d->reach.way;
    bool reached = false, concerned = false;
    enum gh_status status = GH_OK;
    if (t->decides)
        status = act_person_is_concerned(t->context->db, t->context->vault, person, t->a, &concerned);
    if (status || concerned)
        return status;
    status = tell_reach(t->context, person->mobile, &reached);
    const bool can_sms = person->mobile[0] && reached;
    const bool email = d->email[0] && !(way == REACH_SMS && can_sms);
    const bool sms = can_sms && (!email || (t->decides && way != REACH_EMAIL));
    if (!status && d->reach.wecom[0] && way != REACH_EMAIL && way != REACH_SMS)
        return tell_by_wecom(t, d, sms);
    if (!status && email)
        status = put_over(t, d, CHANNEL_NAME_EMAIL, d->email, NULL);
    if (!status && sms)
        status = put_over(t, d, CHANNEL_NAME_SMS, person->mobile, NULL);
    if (!status && t->sent) {
        t->sent->email += email;
        t->sent->sms += sms;
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
        status = tell_account(t, &told[i]);
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
            status = tell_account(t, &d.items[i]);
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

typedef void write_message(const struct staff_text *v, struct staff_message *out);

/* Puts what administrators wrote over the built-in texts of one language. */
static enum gh_status apply_written(struct db *db, enum message_kind kind, const struct staff_text *v,
                                    struct staff_message *out)
{
    char texts[MESSAGE_FORM_COUNT][MESSAGE_TEMPLATE_SIZE] = {"", "", ""};
    int64_t version;
    enum gh_status status = GH_OK;
    for (int form = 0; !status && form < MESSAGE_FORM_COUNT; form++)
        status = message_text_load(db, &(struct message_text_key){kind, (enum message_form)form, v->language},
                                   texts[form], &version);
    if (!status)
        staff_text_fill(&(struct staff_templates){texts[MESSAGE_SMS], texts[MESSAGE_MAIL], texts[MESSAGE_SUBJECT]}, v,
                        out);
    return status;
}

/* Fills in what every message tells, and writes it in both languages. kind_of: the kind of message, once *v is filled.
 */
static enum gh_status compose(const struct telling *t, struct staff_text *v, write_message *write,
                              enum message_kind (*kind_of)(const struct staff_text *v),
                              struct staff_message out[static 2])
{
    const struct application *a = t->a;
    struct campus campus;
    tick last;
    enum gh_status status = campus_load(t->context->db, a->campus, t->context->now, &campus);
    if (status)
        return status;
    v->number = a->number;
    v->purpose = a->purpose;
    v->host = a->host_name;
    v->calendar = &campus.calendar;
    application_span(a, &v->first, &last);
    v->decide_by = application_decide_by(a);
    v->now = t->context->now;
    v->persons = a->person_count;
    v->vehicles = a->vehicle_count;
    v->state = a->state;
    v->walk_up = a->walk_up;
    v->amendment = !uuid_is_nil(&a->amends);
    const enum message_kind kind = kind_of(v);
    for (int language = WORDS_CHINESE; !status && language <= WORDS_ENGLISH; language++) {
        v->language = (enum words_language)language;
        write(v, &out[language]);
        if (kind < MESSAGE_KIND_COUNT)
            status = apply_written(t->context->db, kind, v, &out[language]);
    }
    return status;
}

static enum message_kind kind_emergency(const struct staff_text *v)
{
    (void)v;
    return MESSAGE_EMERGENCY;
}

static enum message_kind kind_withdrawn(const struct staff_text *v)
{
    (void)v;
    return MESSAGE_WITHDRAWN;
}

static enum message_kind kind_state(const struct staff_text *v)
{
    return message_kind_of_state(v->state);
}

static enum gh_status tell_to_decide(struct telling *t, enum account_role role, const char *from)
{
    char link[LINK_SIZE];
    struct staff_message messages[2];
    struct staff_text v = {.url = link, .from = from, .reason = "", .reminder = t->stage != 0};
    deciding_page(t->context, t->a, role, link);
    t->purpose = t->stage ? "reminder" : "to-approve";
    t->messages = messages;
    t->decides = t->passes = true;
    enum gh_status status = compose(t, &v, staff_text_to_decide, staff_kind_to_decide, messages);
    if (!status)
        status = tell_role(t, role);
    t->messages = NULL; /* they end here */
    return status;
}

enum gh_status tell_deciders_counted(const struct act_context *context, const struct application *a,
                                     enum account_role role, int stage, struct tell_sent *sent)
{
    struct telling t = {.context = context, .a = a, .stage = stage, .sent = sent};
    return tell_to_decide(&t, role, "");
}

enum gh_status tell_deciders(const struct act_context *context, const struct application *a, enum account_role role,
                             int stage)
{
    return tell_deciders_counted(context, a, role, stage, NULL);
}

enum gh_status tell_colleague(const struct act_context *context, const struct application *a, const char *from)
{
    struct telling t = {.context = context, .a = a};
    return tell_to_decide(&t, deciders_role(a), from);
}

enum gh_status tell_emergency(const struct act_context *context, const struct application *a)
{
    char link[LINK_SIZE];
    struct staff_message messages[2];
    struct staff_text v = {.url = link, .from = "", .reason = ""};
    (void)snprintf(link, sizeof link, "%s/app/security/emergencies", context->public_url);
    const struct telling t = {
        .context = context, .a = a, .purpose = "emergency", .messages = messages, .decides = true};
    enum gh_status status = compose(&t, &v, staff_text_emergency, kind_emergency, messages);
    return status ? status : tell_role(&t, ROLE_SECURITY_OFFICER);
}

/* Tells the account of the applicant, while it is active. */
static enum gh_status tell_owner(const struct telling *t)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(t->context->db, &rows,
                 "SELECT " DECIDER_COLUMNS("c") " FROM account c WHERE c.id = $1 AND c.active = 1 AND ($2 = 0 OR "
                                                "c.tell_results = 1)",
                 DB_INT(t->a->applicant), DB_INT(strcmp(t->purpose, "state") == 0));
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

enum gh_status tell_applicant(const struct act_context *context, const struct application *a, const char *reason)
{
    char link[LINK_SIZE], id[UUID_TEXT_SIZE];
    struct staff_message messages[2];
    struct staff_text v = {.url = link, .from = "", .reason = reason};
    uuid_format(&a->id, id);
    (void)snprintf(link, sizeof link, "%s/app/applications/%s", context->public_url, id);
    const struct telling t = {.context = context, .a = a, .purpose = "state", .messages = messages};
    enum gh_status status = compose(&t, &v, staff_text_state, kind_state, messages);
    return status ? status : tell_owner(&t);
}

enum gh_status tell_consent_withdrawn(const struct act_context *context, const struct application *a,
                                      const struct person *person)
{
    char link[LINK_SIZE], id[UUID_TEXT_SIZE], key[UUID_TEXT_SIZE], name[MASKED_SIZE];
    struct staff_message messages[2];
    struct staff_text v = {.url = link, .from = name, .reason = ""};
    view_mask_name(person->name, name);
    uuid_format(&a->id, id);
    uuid_format(&person->id, key);
    struct telling t = {.context = context, .a = a, .purpose = "state", .messages = messages, .key = key};
    (void)snprintf(link, sizeof link, "%s/app/applications/%s", context->public_url, id);
    enum gh_status status = compose(&t, &v, staff_text_withdrawn, kind_withdrawn, messages);
    if (!status)
        status = tell_owner(&t);
    deciding_page(context, a, ROLE_SECURITY_OFFICER, link);
    if (!status)
        status = compose(&t, &v, staff_text_withdrawn, kind_withdrawn, messages);
    return status ? status : tell_role(&t, ROLE_SECURITY_OFFICER);
}
