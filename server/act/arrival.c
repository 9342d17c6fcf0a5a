/* Composes the message that a visitor has arrived. */
#include "act/arrival.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "act/tell.h"
#include "flow/visitor_text.h"
#include "issue/pass.h"
#include "records/host.h"
#include "records/message_text.h"
#include "records/place_list.h"
#include "records/record.h"

#define DEDUPE_SIZE 160

/* An arrival while its message is composed. */
struct arriving {
    const struct act_context *context;
    const struct entry *entry;
    struct pass pass;
    struct application application;
    struct campus campus;
    struct host host;
    char gate[PLACE_NAME_SIZE], visitor[PERSON_NAME_SIZE];
};

/* Finds the person to tell. *told is false when that person does not want it. */
static enum gh_status find_host(struct arriving *in, bool *told)
{
    const struct application *a = &in->application;
    const struct act_context *c = in->context;
    enum gh_status status = host_find(c->db, c->vault, a->host_name, a->host_mobile, a->applicant, &in->host);
    if (status == GH_NOT_FOUND && a->host_mobile[0]) {
        in->host = (struct host){.tell_arrival = true};
        memcpy(in->host.mobile, a->host_mobile, sizeof in->host.mobile);
        status = GH_OK;
    } else if (status == GH_NOT_FOUND) {
        status = host_of_account(c->db, c->vault, a->applicant, &in->host);
    }
    *told = !status && in->host.tell_arrival;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_gate(struct arriving *in)
{
    struct db_rows rows = {0};
    enum gh_status status = gate_query(in->context->db, &rows, in->entry->gate);
    if (!status && !(status = db_next(&rows)))
        status =
            db_copy_text(&rows, in->host.english ? GATE_COLUMN_NAME_EN : GATE_COLUMN_NAME, in->gate, sizeof in->gate);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Names the person of the pass, or the plate of the vehicle. */
static void name_visitor(struct arriving *in)
{
    const struct application *a = &in->application;
    for (size_t i = 0; i < a->person_count; i++)
        if (uuid_equal(&a->persons[i].id, &in->pass.person))
            (void)snprintf(in->visitor, sizeof in->visitor, "%s", a->persons[i].name);
    for (size_t i = 0; !in->visitor[0] && i < a->vehicle_count; i++)
        if (uuid_equal(&a->vehicles[i].id, &in->pass.vehicle))
            (void)snprintf(in->visitor, sizeof in->visitor, "%s", a->vehicles[i].plate);
}

/* Writes what makes the arrival one: the visit of a vehicle, or a person in a period. A reissued pass is the same. */
static void write_dedupe(const struct pass *p, char out[static DEDUPE_SIZE])
{
    char first[UUID_TEXT_SIZE], second[UUID_TEXT_SIZE] = "";
    uuid_format(uuid_is_nil(&p->group) ? &p->person : &p->group, first);
    if (uuid_is_nil(&p->group))
        uuid_format(&p->period, second);
    (void)snprintf(out, DEDUPE_SIZE, "arrived:%s:%s", first, second);
}

/* Puts the message over one channel; behind NULL: it goes out at once. */
static enum gh_status put_over(const struct arriving *in, const struct message_new *like, const char *channel,
                               const char *recipient, const struct uuid *behind)
{
    struct message_new message = *like;
    char dedupe[DEDUPE_SIZE];
    write_dedupe(&in->pass, dedupe);
    /* The first channel has the dedupe of older servers. */
    if (behind)
        (void)snprintf(dedupe + strlen(dedupe), DEDUPE_SIZE - strlen(dedupe), ":%s", channel);
    message.dedupe = dedupe;
    message.channel = channel;
    message.recipient = recipient;
    message.behind = behind;
    return outbox_put(in->context->db, in->context->vault, &message, in->context->now);
}

/* WeCom with e-mail or SMS behind it, otherwise e-mail, otherwise SMS; or the one that the host has chosen. */
static enum gh_status put_message(const struct arriving *in, const struct message_new *like,
                                  char texts[static 2][VISITOR_TEXT_SIZE])
{
    struct message_new message = *like;
    const struct host *host = &in->host;
    const enum reach_way way = host->reach.way;
    const struct uuid front = record_id(in->context->now);
    const bool by_wecom = host->reach.wecom[0] && way != REACH_EMAIL && way != REACH_SMS;
    bool reached = false;
    message.text = texts[MESSAGE_MAIL];
    enum gh_status status = host->mobile[0] ? tell_reach(in->context, host->mobile, &reached) : GH_OK;
    const bool by_sms = reached && (!host->email[0] || way == REACH_SMS);
    if (!status && by_wecom) {
        message.id = &front;
        status = put_over(in, &message, CHANNEL_NAME_WECOM, host->reach.wecom, NULL);
        message.id = NULL;
    }
    const struct uuid *behind = by_wecom ? &front : NULL;
    if (status)
        return status;
    if (by_sms)
        message.text = texts[MESSAGE_SMS];
    if (by_sms)
        return put_over(in, &message, CHANNEL_NAME_SMS, host->mobile, behind);
    return host->email[0] ? put_over(in, &message, CHANNEL_NAME_EMAIL, host->email, behind) : GH_OK;
}

/* Writes what administrators wrote, else the built-in text. */
static enum gh_status write_text(const struct arriving *in, const struct visitor_text *v, enum message_form form,
                                 char out[static VISITOR_TEXT_SIZE])
{
    char written[MESSAGE_TEMPLATE_SIZE];
    int64_t version;
    enum gh_status status = message_text_load(
        in->context->db, &(struct message_text_key){MESSAGE_ARRIVED, form, v->language}, written, &version);
    if (!status && !(written[0] && !visitor_text_fill(written, v, out)))
        visitor_text_arrived(v, in->entry->at, in->context->now, out);
    return status;
}

static enum gh_status compose(struct arriving *in)
{
    char texts[2][VISITOR_TEXT_SIZE], time[PERIOD_WORDS_SIZE];
    const char *gates[] = {in->gate};
    struct message_words words = {.english = in->host.english};
    enum gh_status status = GH_OK;
    const struct visitor_text v = {.language = in->host.english ? WORDS_ENGLISH : WORDS_CHINESE,
                                   .name = in->visitor,
                                   .university = "",
                                   .campus = "",
                                   .host = "",
                                   .number = in->application.number,
                                   .url = "",
                                   .reason = "",
                                   .advice = "",
                                   .time = time,
                                   .calendar = &in->campus.calendar,
                                   .gates = gates,
                                   .gate_count = 1};
    period_begin_words(v.calendar, in->entry->at, in->context->now, v.language, time);
    for (int form = MESSAGE_SMS; !status && form <= MESSAGE_MAIL; form++)
        status = write_text(in, &v, (enum message_form)form, texts[form]);
    visitor_clip(in->visitor, 12, words.name, sizeof words.name);
    visitor_clip(in->gate, 12, words.gate, sizeof words.gate);
    struct message_new message = {
        .purpose = "arrived", .application = &in->application.id, .pass = &in->pass.id, .words = &words};
    if (!status)
        status = put_message(in, &message, texts);
    sodium_memzero(texts, sizeof texts);
    sodium_memzero(&words, sizeof words);
    return status;
}

static enum gh_status tell(struct arriving *in)
{
    const struct act_context *c = in->context;
    bool told = false;
    enum gh_status status = application_load(c->db, c->vault, &in->pass.application, &in->application);
    if (!status)
        status = campus_load(c->db, in->application.campus, c->now, &in->campus);
    if (!status)
        status = find_host(in, &told);
    if (status || !told)
        return status;
    status = load_gate(in);
    name_visitor(in);
    return status || !in->visitor[0] ? status : compose(in);
}

enum gh_status arrival_tell(const struct act_context *context, const struct entry *entry)
{
    struct arriving in = {.context = context, .entry = entry};
    enum gh_status status = pass_load(context->db, &entry->pass_id, &in.pass);
    if (!status && context->now < in.pass.to)
        status = tell(&in);
    application_free(&in.application);
    sodium_memzero(&in, sizeof in);
    /* A record that can't be read must not hold up the booth's entries. */
    return status == GH_NOT_FOUND || status == GH_CORRUPT || status == GH_TOO_LONG ? GH_OK : status;
}
