/* Stores and deletes remarks about the system. */
#include "records/feedback.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "records/record.h"

static const char *const origins[FEEDBACK_ORIGINS] = {
    [FEEDBACK_PAGE] = "page", [FEEDBACK_PASS] = "pass", [FEEDBACK_KIOSK] = "kiosk", [FEEDBACK_MAIL] = "mail"};
static const char *const states[FEEDBACK_STATES] = {
    [FEEDBACK_OPEN] = "open", [FEEDBACK_ANSWERED] = "answered", [FEEDBACK_CLOSED] = "closed"};

const char *feedback_origin_name(int origin)
{
    return origin >= 0 && origin < FEEDBACK_ORIGINS ? origins[origin] : NULL;
}

const char *feedback_state_name(int state)
{
    return state >= 0 && state < FEEDBACK_STATES ? states[state] : NULL;
}

bool feedback_text_fits(struct bytes text)
{
    static const char blank[] = {' ', '\t', '\r', '\n'};
    size_t count = 0, blanks = 0;
    if (text.len >= FEEDBACK_TEXT_SIZE || utf8_count(text, &count))
        return false;
    while (blanks < text.len && memchr(blank, text.data[blanks], sizeof blank))
        blanks++;
    return blanks < text.len && count <= FEEDBACK_CHARACTERS_MAX;
}

enum gh_status feedback_seal(const struct vault *vault, const char *column, const struct uuid *id, struct bytes plain,
                             uint8_t **out, size_t *out_len)
{
    uint8_t *sealed = malloc(plain.len + VAULT_OVERHEAD);
    if (!sealed)
        return GH_NO_MEMORY;
    vault_seal(vault, column, id, plain, sealed);
    *out = sealed;
    *out_len = plain.len + VAULT_OVERHEAD;
    return GH_OK;
}

static struct db_value id_or_null(const struct uuid *id)
{
    return id ? DB_UUID(id) : DB_NULL;
}

static enum gh_status count_day(struct db *db, const struct feedback_new *f, tick now, int64_t *count)
{
    struct db_rows rows = {0};
    const tick since = now - TICK_DAY;
    enum gh_status status =
        f->account
            ? db_query(db, &rows, "SELECT count(*) FROM feedback WHERE account = $1 AND at > $2", DB_INT(f->account),
                       DB_INT(since))
            : db_query(db, &rows, "SELECT count(*) FROM feedback WHERE application = $1 AND holder = $2 AND at > $3",
                       id_or_null(f->application), id_or_null(f->holder), DB_INT(since));
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status insert(struct db *db, const struct feedback_new *f, const struct uuid *id, tick now,
                             struct bytes text, struct bytes picture)
{
    return db_query(db, NULL,
                    "INSERT INTO feedback (id, at, last_at, origin, page, campus, account, application, holder, agent, "
                    "text_sealed, picture_sealed, state) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                    "'open')",
                    DB_UUID(id), DB_INT(now), DB_TEXT(origins[f->origin]), DB_TEXT(f->page), DB_INT(f->campus),
                    f->account ? DB_INT(f->account) : DB_NULL, id_or_null(f->application), id_or_null(f->holder),
                    DB_TEXT(f->agent), DB_BLOB(text.data, text.len),
                    picture.len ? DB_BLOB(picture.data, picture.len) : DB_NULL);
}

static enum gh_status add(struct db *db, const struct vault *vault, const struct feedback_new *f, tick now,
                          const struct uuid *id)
{
    uint8_t *text = NULL, *picture = NULL;
    size_t text_len = 0, picture_len = 0;
    int64_t count = 0;
    enum gh_status status = count_day(db, f, now, &count);
    if (!status && count >= (f->account ? FEEDBACK_OF_ACCOUNT_MAX : FEEDBACK_OF_PASS_MAX))
        status = GH_DENIED;
    if (!status)
        status = feedback_seal(vault, "feedback.text", id, bytes_of_string(f->text), &text, &text_len);
    if (!status && f->picture.len)
        status = feedback_seal(vault, "feedback.picture", id, f->picture, &picture, &picture_len);
    if (!status)
        status = insert(db, f, id, now, BYTES(text, text_len), BYTES(picture, picture_len));
    free(text);
    free(picture);
    return status;
}

enum gh_status feedback_add(struct db *db, const struct vault *vault, const struct feedback_new *f, tick now,
                            struct uuid *id)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    *id = record_id(now);
    return record_finish(db, add(db, vault, f, now, id));
}

enum gh_status feedback_campus(struct db *db, int64_t account, int64_t *campus)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT CASE WHEN MIN(campus) = MAX(campus) THEN MIN(campus) ELSE 0 END FROM "
                                     "account_role WHERE account = $1",
                                     DB_INT(account));
    if (!status && !(status = db_next(&rows)))
        *campus = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

/* ---- Deleting ---- */

enum gh_status feedback_erase(struct db *db, const struct uuid *application)
{
    enum gh_status status = db_query(
        db, NULL, "DELETE FROM feedback_step WHERE feedback IN (SELECT id FROM feedback WHERE application = $1)",
        DB_UUID(application));
    return status ? status : db_query(db, NULL, "DELETE FROM feedback WHERE application = $1", DB_UUID(application));
}

enum gh_status feedback_sweep(struct db *db, tick before)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status =
        db_query(db, NULL, "DELETE FROM feedback_step WHERE feedback IN (SELECT id FROM feedback WHERE last_at < $1)",
                 DB_INT(before));
    if (!status)
        status = db_query(db, NULL, "DELETE FROM feedback WHERE last_at < $1", DB_INT(before));
    return record_finish(db, status);
}
