/* The queries behind the list of remarks. */
#include "review/feedback_query.h"

#include "records/record.h"

#define ROWS                                                                                                           \
    "SELECT f.id, f.at, f.last_at, f.origin, f.page, f.campus, c.display_name, a.number, f.agent, f.text_sealed, "     \
    "CASE WHEN f.picture_sealed IS NULL THEN 0 ELSE 1 END, f.state FROM feedback f LEFT JOIN account c ON "            \
    "c.id = f.account LEFT JOIN application a ON a.id = f.application "
#define REST                                                                                                           \
    " AND {f.campus} AND ($2 = -1 OR f.campus = $2) AND f.last_at <= $3 AND (f.last_at < $3 OR f.id < $4) "            \
    "ORDER BY f.last_at DESC, f.id DESC LIMIT $5"
#define OWN " ORDER BY f.at DESC, f.id DESC LIMIT "

/* A list of a state walks along the index of states, any other one along that of times. */
enum gh_status feedback_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                              const struct feedback_filter *f)
{
    return scope_query(db, rows, scope, *f->state ? ROWS "WHERE f.state = $1" REST : ROWS "WHERE $1 = ''" REST,
                       DB_TEXT(f->state), DB_INT(f->campus), DB_INT(f->before), DB_UUID(&f->before_id),
                       DB_INT(f->limit));
}

enum gh_status feedback_load(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope, ROWS "WHERE f.id = $1 AND {f.campus}", DB_UUID(id));
}

enum gh_status feedback_of_account(struct db *db, struct db_rows *rows, int64_t account)
{
    return db_query(db, rows, ROWS "WHERE f.account = $1" OWN "$2", DB_INT(account), DB_INT(FEEDBACK_OWN_MAX));
}

enum gh_status feedback_of_holder(struct db *db, struct db_rows *rows, const struct uuid *application,
                                  const struct uuid *holder)
{
    return db_query(db, rows, ROWS "WHERE f.application = $1 AND f.holder = $2" OWN "$3", DB_UUID(application),
                    DB_UUID(holder), DB_INT(FEEDBACK_OWN_MAX));
}

enum gh_status feedback_steps(struct db *db, struct db_rows *rows, const struct uuid *id)
{
    return db_query(db, rows,
                    "SELECT s.id, s.at, c.display_name, s.action, s.text_sealed FROM feedback_step s LEFT JOIN account "
                    "c ON c.id = s.account WHERE s.feedback = $1 ORDER BY s.number, s.id",
                    DB_UUID(id));
}

enum gh_status feedback_count(struct db *db, const struct scope *scope, int64_t *open)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        db, &rows, scope, "SELECT count(*) FROM feedback f WHERE f.state = $1 AND {f.campus}", DB_TEXT("open"));
    if (!status && !(status = db_next(&rows)))
        *open = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status feedback_picture(struct db *db, const struct vault *vault, const struct scope *scope,
                                const struct uuid *id, uint8_t **out, size_t *out_len)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        db, &rows, scope,
        "SELECT f.picture_sealed FROM feedback f WHERE f.id = $1 AND f.picture_sealed IS NOT NULL AND {f.campus}",
        DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = record_open_photo(vault, "feedback.picture", id, db_bytes(&rows, 0), out, out_len);
    db_rows_end(&rows);
    return status;
}
