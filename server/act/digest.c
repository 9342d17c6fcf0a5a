/* Puts the daily digests of exceptions into the outbox. */
#include "act/digest.h"

#include <stdio.h>
#include <string.h>

#include "flow/digest_text.h"
#include "notify/outbox.h"
#include "records/record.h"
#include "records/setting.h"

#define CAMPUSES_MAX 64
#define READERS_MAX 100 /* of a campus */
#define LINK_SIZE 320
#define NAME_SIZE 128
#define DEDUPE_SIZE 96

struct due_campus {
    int64_t id, day;         /* day: today, by its clock */
    char name[2][NAME_SIZE]; /* by enum words_language */
};

struct reader {
    int64_t account;
    char email[OUTBOX_RECIPIENT_SIZE];
    bool english;
};

static enum gh_status list_due(struct db *db, tick now, int64_t minute, struct due_campus out[static CAMPUSES_MAX],
                               size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id, ($1 / 60000 + zone_minutes) / 1440, name, COALESCE(name_en, '') FROM campus WHERE "
                 "active = 1 AND digest_day < ($1 / 60000 + zone_minutes) / 1440 AND "
                 "($1 / 60000 + zone_minutes) % 1440 >= $2 ORDER BY id LIMIT $3",
                 DB_INT(now), DB_INT(minute), DB_INT(CAMPUSES_MAX));
    *count = 0;
    while (!status && *count < CAMPUSES_MAX && !(status = db_next(&rows))) {
        struct due_campus *c = &out[*count];
        c->id = db_int(&rows, 0);
        c->day = db_int(&rows, 1);
        status = db_copy_text(&rows, 2, c->name[WORDS_CHINESE], NAME_SIZE);
        if (!status)
            status = db_copy_text(&rows, db_bytes(&rows, 3).len > 0 ? 3 : 2, c->name[WORDS_ENGLISH], NAME_SIZE);
        *count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status count_kinds(struct db *db, int64_t campus, struct digest_kind out[static DIGEST_KINDS_MAX],
                                  struct digest_text *text)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT kind, count(*), count(*) - count(assignee) FROM exception WHERE "
                                     "state = 'open' AND campus = $1 GROUP BY kind ORDER BY 2 DESC, 1",
                                     DB_INT(campus));
    text->kinds = out;
    text->count = 0;
    text->unassigned = 0;
    while (!status && text->count < DIGEST_KINDS_MAX && !(status = db_next(&rows))) {
        struct digest_kind *kind = &out[text->count];
        status = db_copy_text(&rows, 0, kind->name, sizeof kind->name);
        kind->count = db_int(&rows, 1);
        text->unassigned += db_int(&rows, 2);
        text->count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status list_readers(struct db *db, int64_t campus, struct reader out[static READERS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT DISTINCT c.id, c.email, COALESCE(c.language, '') FROM account_role r JOIN account c ON c.id = "
                 "r.account "
                 "WHERE c.active = 1 AND c.exception_digest = 1 AND COALESCE(c.email, '') <> '' AND r.role IN "
                 "('" ROLE_NAME_SECURITY_OFFICER "', '" ROLE_NAME_REVIEWER "', '" ROLE_NAME_ADMINISTRATOR "') AND "
                 "(r.campus = 0 OR r.campus = $1) ORDER BY 1 LIMIT $2",
                 DB_INT(campus), DB_INT(READERS_MAX));
    *count = 0;
    while (!status && *count < READERS_MAX && !(status = db_next(&rows))) {
        struct reader *r = &out[*count];
        r->account = db_int(&rows, 0);
        r->english = bytes_equal(db_bytes(&rows, 2), bytes_of_string("en"));
        status = db_copy_text(&rows, 1, r->email, sizeof r->email);
        *count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status tell_reader(const struct act_context *context, const struct due_campus *campus,
                                  struct digest_text *v, const struct reader *reader)
{
    char dedupe[DEDUPE_SIZE], text[DIGEST_TEXT_SIZE];
    struct message_words words = {.english = reader->english};
    _Static_assert(sizeof words.subject >= DIGEST_SUBJECT_SIZE, "a subject fits");
    v->language = reader->english ? WORDS_ENGLISH : WORDS_CHINESE;
    v->campus = campus->name[v->language];
    digest_text_write(v, words.subject, text);
    (void)snprintf(dedupe, sizeof dedupe, "exception-digest:%lld:%lld:%lld", (long long)campus->id,
                   (long long)campus->day, (long long)reader->account);
    return outbox_put(context->db, context->vault,
                      &(struct message_new){.channel = "email",
                                            .purpose = "exception-digest",
                                            .dedupe = dedupe,
                                            .application = NULL,
                                            .pass = NULL,
                                            .recipient = reader->email,
                                            .text = text,
                                            .words = &words,
                                            .campus = campus->id,
                                            .person_hash = {0}},
                      context->now);
}

/* Claims the day for this process: the update is the lock. GH_ROLLBACK: another process was first. */
static enum gh_status take_day(struct db *db, const struct due_campus *campus)
{
    enum gh_status status = db_query(db, NULL, "UPDATE campus SET digest_day = $1 WHERE id = $2 AND digest_day < $1",
                                     DB_INT(campus->day), DB_INT(campus->id));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_ROLLBACK;
}

static enum gh_status send_one(const struct act_context *context, const struct due_campus *campus, int64_t *sent)
{
    struct digest_kind kinds[DIGEST_KINDS_MAX];
    struct reader readers[READERS_MAX];
    char link[LINK_SIZE];
    struct digest_text v = {.url = link};
    size_t count = 0;
    (void)snprintf(link, sizeof link, "%s/app/security/exceptions", context->public_url);
    enum gh_status status = take_day(context->db, campus);
    if (!status)
        status = count_kinds(context->db, campus->id, kinds, &v);
    if (!status && v.count > 0)
        status = list_readers(context->db, campus->id, readers, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = tell_reader(context, campus, &v, &readers[i]);
    *sent += status ? 0 : (int64_t)count;
    return status;
}

enum gh_status digest_send(const struct act_context *context, int64_t *sent)
{
    struct due_campus campuses[CAMPUSES_MAX];
    size_t count = 0;
    int64_t minute = 0;
    enum gh_status status = setting_load(context->db, SETTING_DIGEST_MINUTE, &minute);
    if (!status)
        status = list_due(context->db, context->now, minute, campuses, &count);
    for (size_t i = 0; !status && i < count; i++) {
        status = db_begin(context->db);
        if (!status)
            status = record_finish(context->db, send_one(context, &campuses[i], sent));
        if (status == GH_ROLLBACK)
            status = GH_OK;
    }
    return status;
}
