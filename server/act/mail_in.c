#include "act/mail_in.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/utf8.h"
#include "flow/import.h"
#include "flow/mail_text.h"
#include "notify/outbox.h"
#include "records/import_rows.h"
#include "records/record.h"

#define DEDUPE_SIZE 80
#define LINES_SIZE 96

struct arriving {
    const struct act_context *context;
    const struct mail_arrival *arrival;
    struct mime_mail mail;
    enum mail_aside aside;
    enum mail_list_fault fault;
    int file; /* index of the list that was read, or -1 */
    size_t people, faulty;
    char lines[LINES_SIZE]; /* of rows with errors */
    json_t *rows;           /* owned */
};

/* ---- Reading ---- */

static void note_lines(struct arriving *in, const struct import *read)
{
    for (size_t i = 0; i < read->count; i++) {
        const size_t len = strlen(in->lines);
        if (!read->rows[i].faulty)
            continue;
        if (len + 24 > sizeof in->lines) {
            (void)snprintf(in->lines + len, sizeof in->lines - len, " …");
            return;
        }
        (void)snprintf(in->lines + len, sizeof in->lines - len, "%s%zu", len ? ", " : "", read->rows[i].line);
    }
}

/* Reads the visitors' list of a mail that is not put aside. */
static enum gh_status read_rows(struct arriving *in)
{
    const struct civil today = civil_of(in->context->now, IMPORT_EASTERNMOST_MINUTES);
    struct import *read = malloc(sizeof *read);
    char *text = malloc(IMPORT_TEXT_MAX + 1);
    enum gh_status status = read && text ? GH_OK : GH_NO_MEMORY;
    if (!status)
        in->aside = mail_list(&in->mail, text, IMPORT_TEXT_MAX + 1, &in->file, &in->fault);
    if (!status && in->aside == MAIL_FINE && in->fault == MAIL_LIST_FINE) {
        status = import_parse(bytes_of_string(text), (struct civil_date){today.year, today.month, today.day}, read);
        if (status == GH_TOO_LONG || status == GH_MALFORMED) {
            in->fault = MAIL_LIST_UNREADABLE;
            status = GH_OK;
        } else if (!status) {
            in->people = read->count;
            in->faulty = read->faulty;
            note_lines(in, read);
            in->rows = import_rows_json(read);
            status = in->rows ? GH_OK : GH_NO_MEMORY;
        }
        sodium_memzero(read, sizeof *read);
    }
    if (text)
        sodium_memzero(text, IMPORT_TEXT_MAX + 1);
    free(text);
    free(read);
    return status;
}

/* Judges by what others sent before: a repeated Message-ID, too many mails a day. */
static enum gh_status judge_by_others(struct arriving *in)
{
    const struct act_context *c = in->context;
    int64_t recent = 0;
    bool repeats = false;
    enum gh_status status =
        mail_filing_recent(c->db, c->vault, bytes_of_string(in->mail.from), c->now - TICK_DAY, &recent);
    if (!status && in->mail.id[0])
        status = mail_filing_repeats(c->db, c->vault, bytes_of_string(in->mail.id), &repeats);
    if (!status && in->aside == MAIL_FINE)
        in->aside = repeats ? MAIL_TWICE : recent >= MAIL_IN_DAY_MAX ? MAIL_OFTEN : MAIL_FINE;
    return status;
}

static json_t *content_of(const struct arriving *in)
{
    const struct mime_mail *m = &in->mail;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "from", m->from, "from_name", m->from_name, "subject",
                     m->subject, "id", m->id, "text", m->text, "file", in->file >= 0 ? m->lists[in->file].name : "",
                     "list_fault", mail_list_fault_name(in->fault), "rows",
                     in->rows ? json_incref(in->rows) : json_array());
}

/* ---- Answers ---- */

struct answer {
    const char *to, *subject, *id, *text, *dedupe;
    const struct uuid *application; /* or NULL */
    int64_t campus;
};

static enum gh_status put_answer(const struct act_context *c, const struct answer *a)
{
    struct message_words words = {0};
    (void)snprintf(words.subject, sizeof words.subject, "Re: %s", a->subject);
    utf8_end_whole(words.subject);
    if (strlen(a->id) < sizeof words.answers)
        memcpy(words.answers, a->id, strlen(a->id) + 1);
    const struct message_new message = {.channel = "email",
                                        .purpose = "mail-answer",
                                        .dedupe = a->dedupe,
                                        .application = a->application,
                                        .recipient = a->to,
                                        .text = a->text,
                                        .words = &words,
                                        .campus = a->campus};
    enum gh_status status = outbox_put(c->db, c->vault, &message, c->now);
    if (status == GH_TOO_LONG) { /* of a subject full of characters that JSON escapes */
        words.subject[0] = '\0';
        status = outbox_put(c->db, c->vault, &message, c->now);
    }
    return status;
}

/* Says what is missing, once. An address that nobody vouches for gets nothing: it may be that of a victim. */
static enum gh_status answer_missing(const struct arriving *in, const struct uuid *id)
{
    char text[MAIL_TEXT_SIZE], dedupe[DEDUPE_SIZE], name[UUID_TEXT_SIZE];
    const struct act_context *c = in->context;
    int64_t recent = 0;
    if (in->aside != MAIL_FINE || in->mail.authentication != MIME_AUTHENTIC || (in->people > 0 && in->faulty == 0))
        return GH_OK;
    enum gh_status status =
        mail_filing_recent(c->db, c->vault, bytes_of_string(in->mail.from), c->now - TICK_DAY, &recent);
    if (status || recent > MAIL_IN_ANSWERS_MAX)
        return status;
    uuid_format(id, name);
    (void)snprintf(dedupe, sizeof dedupe, "mail-missing:%s", name);
    mail_text_missing(in->people, in->faulty, in->lines, text);
    const struct answer answer = {.to = in->mail.from,
                                  .subject = in->mail.subject,
                                  .id = in->mail.id,
                                  .text = text,
                                  .dedupe = dedupe,
                                  .campus = in->arrival->campus};
    return put_answer(c, &answer);
}

enum gh_status mail_in_tell(const struct act_context *context, const struct application *a, const char *reason)
{
    char text[MAIL_TEXT_SIZE], dedupe[DEDUPE_SIZE], name[UUID_TEXT_SIZE];
    json_t *content = NULL;
    const char *from = "", *subject = "", *id = "";
    size_t enter = 0;
    enum gh_status status = mail_filing_of(context->db, context->vault, &a->id, &content);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status; /* erased: nobody is left to answer */
    for (size_t i = 0; i < a->person_count; i++)
        enter += application_person_enters(a, i);
    uuid_format(&a->id, name);
    (void)snprintf(dedupe, sizeof dedupe, "mail-state:%s:%lld", name, (long long)a->version);
    mail_text_state(a->number, a->state, enter, reason, text);
    if (json_unpack(content, "{s:s, s:s, s:s}", "from", &from, "subject", &subject, "id", &id) == 0 && *from)
        status = put_answer(
            context,
            &(struct answer){
                .to = from, .subject = subject, .id = id, .text = text, .dedupe = dedupe, .application = &a->id});
    json_decref(content);
    return status;
}

/* ---- Taking ---- */

static enum gh_status store(struct arriving *in)
{
    struct uuid id;
    const struct act_context *c = in->context;
    enum gh_status status = judge_by_others(in);
    json_t *content = status ? NULL : content_of(in);
    if (!status && !content)
        status = GH_NO_MEMORY;
    const struct mail_filing_new mail = {.place = in->arrival->place,
                                         .campus = in->arrival->campus,
                                         .message = bytes_of_string(in->mail.id),
                                         .sender = bytes_of_string(in->mail.from),
                                         .state = in->aside == MAIL_FINE ? "open" : "aside",
                                         .reason = mail_aside_name(in->aside),
                                         .people = in->people,
                                         .faulty = in->faulty,
                                         .content = content};
    if (!status)
        status = mail_filing_add(c->db, c->vault, &mail, c->now, &id);
    json_decref(content);
    return status ? status : answer_missing(in, &id);
}

enum gh_status mail_in_take(const struct act_context *context, const struct mail_arrival *arrival,
                            enum mail_aside *aside)
{
    struct arriving in = {.context = context, .arrival = arrival, .file = -1, .fault = MAIL_LIST_NONE};
    enum gh_status read = mail_read(arrival->raw, arrival->trusted, &in.mail), status = GH_OK;
    if (read == GH_NO_MEMORY) {
        mail_free(&in.mail);
        return read;
    }
    in.aside = arrival->too_large ? MAIL_TOO_LARGE : mail_judge(&in.mail, read, arrival->trusted, arrival->own);
    if (in.aside == MAIL_FINE)
        status = read_rows(&in);
    if (!status)
        status = db_begin(context->db);
    if (!status)
        status = record_finish(context->db, store(&in));
    *aside = in.aside;
    json_decref(in.rows);
    mail_free(&in.mail);
    return status;
}
