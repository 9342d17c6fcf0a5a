/* The queries behind the lists of messages. */
#include "notify/outbox_list.h"

#define MESSAGES                                                                                                       \
    "SELECT m.id, m.channel, m.purpose, m.recipient_masked, m.state, m.tries, m.maybe_twice, m.error, m.created_at, "  \
    "m.settled_at, a.number, m.body_sealed FROM message m LEFT JOIN application a ON a.id = m.application "

enum gh_status outbox_figures(struct db *db, const char *channel, struct outbox_figures *out)
{
    struct db_rows rows = {0};
    *out = (struct outbox_figures){.waiting = 0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT COUNT(CASE WHEN state <> 'failed' THEN 1 END), COUNT(CASE WHEN state = 'failed' THEN 1 END), "
                 "COALESCE(MIN(CASE WHEN state <> 'failed' THEN created_at END), 0) FROM message "
                 "WHERE state IN ('waiting', 'sending', 'failed') AND channel = $1",
                 DB_TEXT(channel));
    if (!status && !(status = db_next(&rows)))
        *out = (struct outbox_figures){
            .waiting = db_int(&rows, 0), .failed = db_int(&rows, 1), .oldest = db_int(&rows, 2)};
    db_rows_end(&rows);
    return status;
}

enum gh_status messages_query(struct db *db, struct db_rows *rows, const struct scope *scope, const char *state,
                              int64_t limit)
{
    return scope_query(db, rows, scope,
                       MESSAGES
                       "WHERE ($1 = '' OR m.state = $1) AND {COALESCE(a.campus,m.campus)} ORDER BY m.id DESC LIMIT $2",
                       DB_TEXT(state), DB_INT(limit));
}

enum gh_status message_query(struct db *db, struct db_rows *rows, const struct uuid *id)
{
    return db_query(db, rows, MESSAGES "WHERE m.id = $1", DB_UUID(id));
}

enum gh_status message_owner(struct db *db, const struct uuid *id, int64_t *applicant, int64_t *campus)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT COALESCE(a.applicant, 0), COALESCE(a.campus, m.campus, 0) FROM message m LEFT JOIN application a ON "
        "a.id = m.application WHERE m.id = $1",
        DB_UUID(id));
    if (!status && !(status = db_next(&rows))) {
        *applicant = db_int(&rows, 0);
        *campus = db_int(&rows, 1);
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status outbox_newest_of_pass(struct db *db, struct db_rows *rows, const struct uuid *pass)
{
#define OF_MESSAGE "SELECT m.id, m.channel, m.state, m.error, m.maybe_twice, COALESCE(m.settled_at, m.created_at) "
    /* Two queries, since PostgreSQL finds no index for their OR. */
    return db_query(db, rows,
                    "SELECT * FROM (" OF_MESSAGE "FROM message m WHERE m.pass = $1 AND m.purpose <> 'arrived' "
                    "UNION " OF_MESSAGE "FROM pass s JOIN pass o ON o.application = s.application AND "
                    "o.person = s.person JOIN message m ON m.pass = o.id WHERE s.id = $1 AND "
                    "m.purpose = 'pass-issued') newest ORDER BY id DESC LIMIT 1",
                    DB_UUID(pass));
#undef OF_MESSAGE
}

enum gh_status outbox_reminders_at(struct db *db, struct db_rows *rows, const struct uuid *application, tick at)
{
    return db_query(db, rows,
                    "SELECT channel, state, count(*) FROM message WHERE application = $1 AND purpose = 'reminder' AND "
                    "created_at = $2 GROUP BY channel, state",
                    DB_UUID(application), DB_INT(at));
}
