/* Answers, closes and reopens remarks about the system. */
#include "act/feedback_act.h"

#include <stdio.h>
#include <stdlib.h>

#include "notify/outbox.h"
#include "records/audit.h"
#include "records/feedback.h"
#include "records/message_text.h"
#include "records/record.h"

#define LINK_SIZE 320
#define DEDUPE_SIZE 96

static const struct {
    const char *name, *step, *audit;
} actions[FEEDBACK_ACTIONS] = {
    [FEEDBACK_ANSWER] = {"answer", "answered", "feedback-answered"},
    [FEEDBACK_CLOSE] = {"close", "closed", "feedback-closed"},
    [FEEDBACK_REOPEN] = {"reopen", "reopened", "feedback-reopened"},
};

const char *feedback_action_name(int action)
{
    return action >= 0 && action < FEEDBACK_ACTIONS ? actions[action].name : NULL;
}

struct remark {
    int64_t campus;
    char email[OUTBOX_RECIPIENT_SIZE]; /* of the account that wrote it; "": none */
    bool english;
};

static enum gh_status find(struct db *db, const struct scope *scope, const struct uuid *id, struct remark *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        scope_query(db, &rows, scope,
                    "SELECT f.campus, CASE WHEN c.active = 1 THEN COALESCE(c.email, '') ELSE '' END, "
                    "COALESCE(c.language, '') FROM feedback f LEFT JOIN account c ON c.id = f.account WHERE f.id = $1 "
                    "AND {f.campus}",
                    DB_UUID(id));
    if (!status && !(status = db_next(&rows))) {
        out->campus = db_int(&rows, 0);
        out->english = bytes_equal(db_bytes(&rows, 2), bytes_of_string("en"));
        status = db_copy_text(&rows, 1, out->email, sizeof out->email);
    }
    db_rows_end(&rows);
    return status;
}

static enum gh_status change(const struct act_context *c, const struct scope *scope, const struct uuid *id,
                             enum feedback_action action)
{
    static const char *const sql[FEEDBACK_ACTIONS] = {
        [FEEDBACK_ANSWER] = ("UPDATE feedback SET last_at = $2, state = CASE WHEN state = 'closed' THEN 'closed' ELSE "
                             "'answered' END WHERE id = $1 AND {campus}"),
        [FEEDBACK_CLOSE] =
            "UPDATE feedback SET last_at = $2, state = 'closed' WHERE id = $1 AND state <> 'closed' AND {campus}",
        [FEEDBACK_REOPEN] =
            "UPDATE feedback SET last_at = $2, state = 'open' WHERE id = $1 AND state = 'closed' AND {campus}",
    };
    enum gh_status status = scope_query(c->db, NULL, scope, sql[action], DB_UUID(id), DB_INT(c->now));
    return status ? status : db_changed(c->db) == 1 ? GH_OK : GH_ROLLBACK;
}

static enum gh_status add_step(const struct act_context *c, int64_t by, const struct uuid *id, const struct uuid *step,
                               const struct feedback_wish *wish)
{
    uint8_t *sealed = NULL;
    size_t len = 0;
    const bool answer = wish->action == FEEDBACK_ANSWER;
    enum gh_status status =
        answer ? feedback_seal(c->vault, "feedback.answer", step, bytes_of_string(wish->text), &sealed, &len) : GH_OK;
    if (!status)
        status = db_query(c->db, NULL,
                          "INSERT INTO feedback_step (id, feedback, number, at, account, action, text_sealed) VALUES "
                          "($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM feedback_step WHERE feedback = $2), $3, "
                          "$4, $5, $6)",
                          DB_UUID(step), DB_UUID(id), DB_INT(c->now), DB_INT(by), DB_TEXT(actions[wish->action].step),
                          answer ? DB_BLOB(sealed, len) : DB_NULL);
    free(sealed);
    return status;
}

/* Writes what administrators wrote, else the built-in text. */
static enum gh_status write_form(struct db *db, const struct remark *r, enum message_form form, const char *link,
                                 char *out, size_t size)
{
    const enum words_language language = r->english ? WORDS_ENGLISH : WORDS_CHINESE;
    const struct text_arg arg = {message_placeholder_name(PLACEHOLDER_LINK), link};
    char written[MESSAGE_TEMPLATE_SIZE];
    int64_t version;
    enum gh_status status =
        message_text_load(db, &(struct message_text_key){MESSAGE_FEEDBACK, form, language}, written, &version);
    if (status || (written[0] && message_template_fill(written, &arg, 1, out, size)))
        return status;
    return message_template_fill(message_kind_usual(MESSAGE_FEEDBACK, form, language), &arg, 1, out, size)
               ? GH_OK
               : GH_TOO_LONG;
}

static enum gh_status tell_writer(const struct act_context *c, const struct uuid *step, const struct remark *r)
{
    char dedupe[DEDUPE_SIZE], text[OUTBOX_TEXT_SIZE], id[UUID_TEXT_SIZE], link[LINK_SIZE];
    struct message_words words = {.english = r->english};
    uuid_format(step, id);
    (void)snprintf(dedupe, sizeof dedupe, "feedback-answered:%s", id);
    (void)snprintf(link, sizeof link, "%s/app/feedback", c->public_url);
    enum gh_status status = write_form(c->db, r, MESSAGE_SUBJECT, link, words.subject, sizeof words.subject);
    if (!status)
        status = write_form(c->db, r, MESSAGE_MAIL, link, text, sizeof text);
    if (status)
        return status;
    return outbox_put(c->db, c->vault,
                      &(struct message_new){.channel = "email",
                                            .purpose = "feedback-answered",
                                            .dedupe = dedupe,
                                            .application = NULL,
                                            .pass = NULL,
                                            .recipient = r->email,
                                            .text = text,
                                            .words = &words,
                                            .campus = r->campus,
                                            .person_hash = {0}},
                      c->now);
}

static enum gh_status perform(const struct act_context *c, int64_t by, const struct scope *scope, const struct uuid *id,
                              const struct feedback_wish *wish)
{
    struct remark remark = {.campus = 0};
    const struct uuid step = record_id(c->now);
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = find(c->db, scope, id, &remark);
    if (!status)
        status = change(c, scope, id, wish->action);
    if (!status)
        status = add_step(c, by, id, &step, wish);
    if (!status && wish->action == FEEDBACK_ANSWER && remark.email[0])
        status = tell_writer(c, &step, &remark);
    if (status)
        return status;
    audit_subject_id("feedback", id, subject);
    return audit_write(c->db, &(struct audit_entry){c->now, by, actions[wish->action].audit, subject, "", c->address});
}

enum gh_status feedback_act(const struct act_context *context, int64_t by, const struct scope *scope,
                            const struct uuid *id, const struct feedback_wish *wish)
{
    enum gh_status status = db_begin(context->db);
    return status ? status : record_finish(context->db, perform(context, by, scope, id, wish));
}
