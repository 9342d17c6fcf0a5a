/* Composes messages to visitors and puts them into the outbox. */
#include "act/tell_visitor.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/tell.h"
#include "flow/visitor_text.h"
#include "flow/walk_up_words.h"
#include "notify/outbox.h"
#include "people/mobile.h"
#include "records/message_text.h"
#include "records/place_list.h"
#include "records/record.h"
#include "records/subject.h"
#include "records/text_setting.h"

#define DEDUPE_SIZE 160
#define URL_SIZE 320
#define SPANS_MAX 60         /* stretches of open days; a text names only the first ones */
#define TEMPLATE_NAME_MAX 20 /* characters of a name in a provider's template */
#define TEMPLATE_PERIODS_MAX 35

/* What a message to one person is made of. */
struct composing {
    struct visitor_text text;
    struct span periods[SPANS_MAX];
    char university[TEXT_SETTING_SIZE], gate_names[GATE_COUNT][PLACE_NAME_SIZE], url[URL_SIZE];
    const char *gates[GATE_COUNT];
    struct message_words words;
};

static int by_time(const void *a, const void *b)
{
    const struct span *left = a, *right = b;
    return left->from < right->from ? -1 : left->from > right->from;
}

static enum gh_status load_gates(struct db *db, const struct application *a, struct composing *out)
{
    struct db_rows rows = {0};
    const bool english = out->text.language == WORDS_ENGLISH;
    size_t n = 0;
    enum gh_status status = gates_query(db, &rows, PLACES_ALL, a->campus);
    while (!status && n < GATE_COUNT && !(status = db_next(&rows))) {
        if (!(a->gates >> (db_int(&rows, GATE_COLUMN_BIT) & 15) & 1))
            continue;
        status = db_copy_text(&rows, english ? GATE_COLUMN_NAME_EN : GATE_COLUMN_NAME, out->gate_names[n],
                              sizeof out->gate_names[n]);
        out->gates[n] = out->gate_names[n];
        n += !status;
    }
    db_rows_end(&rows);
    out->text.gates = out->gates;
    out->text.gate_count = n;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void fill_words(struct composing *c)
{
    struct message_words *words = &c->words;
    struct writer w = writer_over((uint8_t *)words->periods, sizeof words->periods - 1);
    char periods[sizeof words->periods];
    words->english = c->text.language == WORDS_ENGLISH;
    visitor_clip(c->text.name, TEMPLATE_NAME_MAX, words->name, sizeof words->name);
    visitor_clip(c->text.host, TEMPLATE_NAME_MAX, words->host, sizeof words->host);
    visitor_clip(c->text.gate_count ? c->gates[0] : "", TEMPLATE_NAME_MAX, words->gate, sizeof words->gate);
    if (c->text.period_count)
        day_words(c->text.calendar, c->periods[0].from, c->text.language, words->day);
    periods_put(&w, c->text.calendar, c->periods, c->text.period_count, 1, c->text.language);
    memcpy(periods, words->periods, sizeof periods);
    periods[w.len] = '\0';
    visitor_clip(periods, TEMPLATE_PERIODS_MAX, words->periods, sizeof words->periods);
}

/* A message to one person. */
struct note {
    const char *purpose;
    enum message_kind kind;
    enum gh_status (*write)(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);
    const struct person *person;
    const struct uuid *event; /* the message is sent once for it */
    const struct pass *about; /* the pass whose period it names; NULL: all periods */
    const struct uuid *pass;  /* under which it is listed, or NULL */
    const char *link;         /* or "" */
    bool replaced;
    const struct walk_up_words *refusal; /* by language, of a refusal; NULL: none */
    const struct subject *subject;       /* of an application that is not stored; NULL: it is */
};

static void take_periods(struct composing *c, const struct application *a, const struct note *note)
{
    size_t n = 0;
    if (note->about)
        c->periods[n++] = (struct span){note->about->from, note->about->to};
    for (size_t i = 0; !note->about && i < a->period_count; i++) {
        struct span s = {a->periods[i].from, 0};
        for (; n < SPANS_MAX && calendar_stretch(c->text.calendar, &s.from, a->periods[i].to, &s.to); s.from = s.to)
            c->periods[n++] = s;
    }
    qsort(c->periods, n, sizeof c->periods[0], by_time);
    c->text.periods = c->periods;
    c->text.period_count = n;
}

/* Fills *c, which borrows from the other arguments. A text that somebody else passes on is Chinese. */
static enum gh_status compose(const struct act_context *context, const struct application *a,
                              const struct campus *campus, const struct note *note, bool reached, struct composing *c)
{
    const struct person *person = note->person;
    const bool english =
        reached && visitor_language(person->language, person->document_kind, person->name) == WORDS_ENGLISH;
    const struct walk_up_words refusal =
        note->refusal ? note->refusal[english ? WORDS_ENGLISH : WORDS_CHINESE] : (struct walk_up_words){"", ""};
    c->text = (struct visitor_text){.language = english ? WORDS_ENGLISH : WORDS_CHINESE,
                                    .name = person->name,
                                    .university = c->university,
                                    .campus = english ? campus->name_en : campus->name,
                                    .host = a->host_name,
                                    .number = a->number,
                                    .url = c->url,
                                    .document = person->document_kind,
                                    .calendar = &campus->calendar,
                                    .reason = refusal.reason,
                                    .advice = refusal.advice,
                                    .replaced = note->replaced,
                                    .forwarded = !reached};
    take_periods(c, a, note);
    (void)snprintf(c->url, sizeof c->url, "%s/p/%s", context->public_url, note->link);
    enum gh_status status =
        text_setting_load(context->db, english ? TEXT_SETTING_UNIVERSITY_EN : TEXT_SETTING_UNIVERSITY, c->university);
    if (!status)
        status = load_gates(context->db, a, c);
    if (!status)
        fill_words(c);
    return status;
}

/* To the visitor; where no SMS reaches them, to the host, else to the applicant, who pass it on. */
static enum gh_status put_for_visitor(const struct act_context *context, const struct application *a,
                                      struct message_new *message, bool reached)
{
    bool host_reached = false;
    enum gh_status status = reached ? GH_OK : tell_reach(context, a->host_mobile, &host_reached);
    if (status)
        return status;
    if (!reached && !(a->host_mobile[0] && host_reached))
        return message->application ? tell_applicant_for_visitor(context, a, message) : GH_OK;
    if (!reached)
        message->recipient = a->host_mobile;
    return outbox_put(context->db, context->vault, message, context->now);
}

/* Writes what administrators wrote, else the built-in text. */
static enum gh_status write_note(struct db *db, const struct note *note, const struct visitor_text *v,
                                 char out[static VISITOR_TEXT_SIZE])
{
    char written[MESSAGE_TEMPLATE_SIZE];
    int64_t version;
    enum gh_status status =
        message_text_load(db, &(struct message_text_key){note->kind, MESSAGE_SMS, v->language}, written, &version);
    if (status)
        return status;
    if (written[0] && !visitor_text_fill(written, v, out))
        return GH_OK;
    status = note->write(v, out);
    return status == GH_TOO_LONG ? GH_OK : status; /* three parts are better than no message */
}

static enum gh_status put_note(const struct act_context *context, const struct application *a, const struct note *note,
                               bool reached, const struct composing *c)
{
    char text[VISITOR_TEXT_SIZE], dedupe[DEDUPE_SIZE], id[UUID_TEXT_SIZE];
    enum gh_status status = write_note(context->db, note, &c->text, text);
    if (status)
        return status;
    uuid_format(note->event, id);
    (void)snprintf(dedupe, sizeof dedupe, "%s:%s", note->purpose, id);
    struct message_new message = {.channel = "sms",
                                  .purpose = note->purpose,
                                  .dedupe = dedupe,
                                  .application = note->subject ? NULL : &a->id,
                                  .pass = note->pass,
                                  .recipient = note->person->mobile,
                                  .text = text,
                                  .words = &c->words};
    if (note->subject) {
        message.campus = a->campus;
        message.person_hash = BYTES(note->subject->hash, sizeof note->subject->hash);
    }
    status = put_for_visitor(context, a, &message, reached);
    sodium_memzero(text, sizeof text);
    return status;
}

static enum gh_status send_note(const struct act_context *context, const struct application *a,
                                const struct campus *campus, const struct note *note)
{
    struct composing *c = calloc(1, sizeof *c);
    bool reached = false;
    enum gh_status status = c ? tell_reach(context, note->person->mobile, &reached) : GH_NO_MEMORY;
    if (!status)
        status = compose(context, a, campus, note, reached, c);
    if (!status)
        status = put_note(context, a, note, reached, c);
    if (c)
        sodium_memzero(c, sizeof *c);
    free(c);
    return status;
}

enum gh_status tell_link(const struct act_context *context, const struct application *a, const struct campus *campus,
                         const struct uuid *first, const struct person *person, const char *link, bool replaced)
{
    return send_note(context, a, campus,
                     &(struct note){.purpose = "pass-issued",
                                    .kind = replaced ? MESSAGE_PASS_RENEWED : MESSAGE_PASS_ISSUED,
                                    .write = visitor_text_approved,
                                    .person = person,
                                    .event = first,
                                    .pass = first,
                                    .link = link,
                                    .replaced = replaced});
}

enum gh_status tell_revoked(const struct act_context *context, const struct application *a, const struct campus *campus,
                            const struct pass *pass, const struct person *person)
{
    return send_note(context, a, campus,
                     &(struct note){.purpose = "pass-revoked",
                                    .kind = MESSAGE_PASS_REVOKED,
                                    .write = visitor_text_revoked,
                                    .person = person,
                                    .event = &pass->id,
                                    .about = pass,
                                    .pass = &pass->id,
                                    .link = ""});
}

enum gh_status tell_dropped(const struct act_context *context, const struct application *a, const struct campus *campus,
                            const struct person *person)
{
    return send_note(context, a, campus,
                     &(struct note){.purpose = "pass-revoked",
                                    .kind = MESSAGE_PASS_REVOKED,
                                    .write = visitor_text_revoked,
                                    .person = person,
                                    .event = &person->id,
                                    .link = ""});
}

enum gh_status tell_cancelled(const struct act_context *context, const struct application *a,
                              const struct campus *campus)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->person_count; i++)
        if (application_person_enters(a, i))
            status = send_note(context, a, campus,
                               &(struct note){.purpose = "cancelled",
                                              .kind = MESSAGE_VISIT_CANCELLED,
                                              .write = visitor_text_cancelled,
                                              .person = &a->persons[i],
                                              .event = &a->persons[i].id,
                                              .link = ""});
    return status;
}

/* remark: what the person wrote who refused. */
static enum gh_status tell_refusal(const struct act_context *context, const struct application *a,
                                   const struct campus *campus, const struct person *person, const char *remark)
{
    struct walk_up_words words[2];
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        words[i] = walk_up_words_of(WALK_UP_BY_PEOPLE, false, (enum words_language)i);
        words[i].reason = remark;
    }
    return send_note(context, a, campus,
                     &(struct note){.purpose = "refused",
                                    .kind = MESSAGE_REFUSED,
                                    .write = visitor_text_refused,
                                    .person = person,
                                    .event = &person->id,
                                    .link = "",
                                    .refusal = words});
}

enum gh_status tell_lapsed(const struct act_context *context, const struct application *a, const struct campus *campus)
{
    const struct walk_up_words words[2] = {walk_up_words_lapsed(WORDS_CHINESE), walk_up_words_lapsed(WORDS_ENGLISH)};
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->person_count; i++)
        status = send_note(context, a, campus,
                           &(struct note){.purpose = "refused",
                                          .kind = MESSAGE_REFUSED,
                                          .write = visitor_text_refused,
                                          .person = &a->persons[i],
                                          .event = &a->persons[i].id,
                                          .link = "",
                                          .refusal = words});
    return status;
}

enum gh_status tell_refused_on_arrival(const struct act_context *context, const struct application *a,
                                       const struct campus *campus, enum walk_up_reason reason, bool closed)
{
    const struct walk_up_words words[2] = {walk_up_words_of(reason, closed, WORDS_CHINESE),
                                           walk_up_words_of(reason, closed, WORDS_ENGLISH)};
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->person_count; i++) {
        struct person p = a->persons[i];
        struct subject subject = {0};
        const struct uuid event = record_id(context->now);
        bool known =
            p.document_kind >= 0 && subject_of_document(context->vault, (enum document_kind)p.document_kind,
                                                        bytes_of_string(p.document_number), &subject) == DOCUMENT_OK;
        /* Without a document nobody could find the message again to erase it. */
        if (known && mobile_check(bytes_of_string(a->persons[i].mobile), p.mobile) == MOBILE_OK)
            status = send_note(context, a, campus,
                               &(struct note){.purpose = "refused",
                                              .kind = MESSAGE_REFUSED,
                                              .write = visitor_text_refused,
                                              .person = &p,
                                              .event = &event,
                                              .link = "",
                                              .refusal = words,
                                              .subject = &subject});
        sodium_memzero(&p, sizeof p);
    }
    return status;
}

enum gh_status tell_refused(const struct act_context *context, const struct application *a, const struct campus *campus,
                            const char *remark)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->person_count; i++)
        status = tell_refusal(context, a, campus, &a->persons[i], remark);
    return status;
}

enum gh_status tell_left_out(const struct act_context *context, const struct application *a,
                             const struct campus *campus)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->person_count; i++) {
        const struct person *p = &a->persons[i];
        if (!application_person_enters(a, i))
            status = tell_refusal(context, a, campus, p, p->refused ? p->refusal : a->vehicles[p->vehicle].refusal);
    }
    return status;
}
