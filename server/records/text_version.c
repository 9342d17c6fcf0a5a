/* Loads and stores texts in versions. */
#include "records/text_version.h"

#include <stdio.h>

#include "records/record.h"

static struct db_value language_of(const struct text_key *key)
{
    return DB_TEXT(key->english ? "en" : "zh");
}

enum gh_status text_version_load(struct db *db, const struct text_key *key, char *out, size_t size, int64_t *version)
{
    struct db_rows rows = {0};
    int64_t number = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT text, version FROM page_text WHERE name = $1 AND language = $2 ORDER BY version DESC LIMIT 1",
                 DB_TEXT(key->name), language_of(key));
    if (!status && !(status = db_next(&rows))) {
        number = db_int(&rows, 1);
        status = db_copy_text(&rows, 0, out, size);
    }
    db_rows_end(&rows);
    if (!status)
        *version = number;
    return status;
}

static enum gh_status note(const struct audit_act *act, const char *subject, int64_t version)
{
    char detail[64];
    (void)snprintf(detail, sizeof detail, "version %lld", (long long)version);
    return audit_write(act->db,
                       &(struct audit_entry){act->now, act->by, "setting-changed", subject, detail, act->address});
}

static enum gh_status newest(struct db *db, const struct text_key *key, int64_t *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT COALESCE(MAX(version), 0) FROM page_text WHERE name = $1 AND language = $2",
                 DB_TEXT(key->name), language_of(key));
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status text_version_store(const struct audit_act *act, const struct text_key *key, const char *subject,
                                  int64_t version, const char *written)
{
    int64_t stored = 0;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = newest(act->db, key, &stored);
    if (!status && stored != version)
        status = GH_ROLLBACK;
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO page_text (name, language, version, text, at, account) VALUES ($1, $2, $3, $4, "
                          "$5, $6) ON CONFLICT (name, language, version) DO NOTHING",
                          DB_TEXT(key->name), language_of(key), DB_INT(version + 1), DB_TEXT(written), DB_INT(act->now),
                          DB_INT(act->by));
    if (!status && db_changed(act->db) == 0)
        status = GH_ROLLBACK;
    if (!status)
        status = note(act, subject, version + 1);
    return record_finish(act->db, status);
}

enum gh_status text_version_history(struct db *db, struct db_rows *rows, const struct text_key *key)
{
    return db_query(db, rows,
                    "SELECT t.version, t.text, t.at, a.display_name FROM page_text t LEFT JOIN account a ON a.id = "
                    "t.account WHERE t.name = $1 AND t.language = $2 ORDER BY t.version DESC LIMIT 50",
                    DB_TEXT(key->name), language_of(key));
}
