/* Writes and queries the audit trail. */
#include "records/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/audit_chain.h"
#include "records/record.h"

void audit_subject_number(const char *kind, int64_t id, char out[static AUDIT_SUBJECT_SIZE])
{
    (void)snprintf(out, AUDIT_SUBJECT_SIZE, "%s:%lld", kind, (long long)id);
}

void audit_subject_id(const char *kind, const struct uuid *id, char out[static AUDIT_SUBJECT_SIZE])
{
    char text[UUID_TEXT_SIZE];
    uuid_format(id, text);
    (void)snprintf(out, AUDIT_SUBJECT_SIZE, "%s:%s", kind, text);
}

/* Truncates at the last complete character: PostgreSQL rejects invalid UTF-8. */
static struct bytes cut(const char *text)
{
    size_t len = strlen(text);
    if (len > AUDIT_DETAIL_MAX)
        for (len = AUDIT_DETAIL_MAX; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
            len--;
    return BYTES(text, len);
}

static enum gh_status insert(struct db *db, const struct audit_entry *entry)
{
    const struct audit_row row = {.id = record_id(entry->at),
                                  .at = entry->at,
                                  .account = entry->account,
                                  .action = bytes_of_string(entry->action),
                                  .subject = bytes_of_string(entry->subject),
                                  .detail = cut(entry->detail),
                                  .address = bytes_of_string(entry->address)};
    enum gh_status status = db_query(
        db, NULL,
        "INSERT INTO audit (id, at, account, action, subject, detail, address) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        DB_UUID(&row.id), DB_INT(row.at), row.account ? DB_INT(row.account) : DB_NULL, DB_TEXT_BYTES(row.action),
        DB_TEXT_BYTES(row.subject), DB_TEXT_BYTES(row.detail), DB_TEXT_BYTES(row.address));
    return status ? status : audit_chain_add(db, &row);
}

enum gh_status audit_write(struct db *db, const struct audit_entry *entry)
{
    if (db_in_transaction(db))
        return insert(db, entry);
    enum gh_status status = db_begin_apart(db);
    return status ? status : record_finish(db, insert(db, entry));
}

/* Returns the lowest id of an entry at or after `since`. */
static struct uuid first_id(tick since)
{
    struct uuid first = record_id(since);
    memset(first.b + 6, 0, UUID_LEN - 6);
    return first;
}

enum gh_status audit_has(struct db *db, const struct audit_entry *entry, tick since, bool *known)
{
    struct db_rows rows = {0};
    const struct uuid first = first_id(since);
    enum gh_status status = db_query(
        db, &rows, "SELECT 1 FROM audit WHERE subject = $1 AND id >= $2 AND action = $3 AND account = $4 LIMIT 1",
        DB_TEXT(entry->subject), DB_UUID(&first), DB_TEXT(entry->action), DB_INT(entry->account));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *known = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status audit_count(struct db *db, int64_t account, const char *action, tick since, int64_t *count)
{
    struct db_rows rows = {0};
    const struct uuid first = first_id(since);
    enum gh_status status =
        db_query(db, &rows, "SELECT count(*) FROM audit WHERE id >= $1 AND account = $2 AND action = $3",
                 DB_UUID(&first), DB_INT(account), DB_TEXT(action));
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status audit_note(const struct audit_act *act, const char *action, const char *kind, int64_t id,
                          const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_number(kind, id, subject);
    return audit_write(act->db, &(struct audit_entry){act->now, act->by, action, subject, detail, act->address});
}

enum gh_status audit_query(struct db *db, struct db_rows *rows, const struct audit_filter *filter)
{
    return db_query(db, rows,
                    "SELECT u.id, u.at, a.display_name, u.action, u.subject, u.detail FROM audit u "
                    "LEFT JOIN account a ON a.id = u.account WHERE ($1 = '' OR substr(u.subject, 1, length($1)) = $1) "
                    "AND ($2 = '' OR a.name = lower($2)) AND u.at >= $3 AND u.at < $4 AND u.id < $5 "
                    "AND ($7 = 0 OR u.account IS NULL OR u.account <> $7) ORDER BY u.id DESC LIMIT $6",
                    DB_TEXT(filter->subject), DB_TEXT(filter->account), DB_INT(filter->from), DB_INT(filter->to),
                    DB_UUID(&filter->before), DB_INT(filter->limit), DB_INT(filter->hidden));
}

enum gh_status audit_subject_account(struct db *db, const char *subject, struct audit_account *out)
{
    static const char kind[] = "account:";
    struct db_rows rows = {0};
    char *end = NULL;
    *out = (struct audit_account){.name = ""};
    const bool of_account = strncmp(subject, kind, sizeof kind - 1) == 0;
    const long long id = of_account ? strtoll(subject + sizeof kind - 1, &end, 10) : 0;
    if (!of_account || id <= 0 || *end)
        return GH_OK;
    enum gh_status status =
        db_query(db, &rows, "SELECT display_name, name FROM account WHERE id = $1", DB_INT((int64_t)id));
    if (!status && !(status = db_next(&rows)) &&
        !(status = db_copy_text(&rows, 0, out->display_name, sizeof out->display_name)))
        status = db_copy_text(&rows, 1, out->name, sizeof out->name);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}
