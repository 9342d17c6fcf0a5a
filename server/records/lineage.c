#include "records/lineage.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "os/file.h"
#include "records/record.h"

#define FILE_MODE 0600

void lineage_watch_open(struct lineage_watch *watch, const char *url)
{
    static const char kind[] = "sqlite:";
    int n = 0;
    if (strncmp(url, kind, sizeof kind - 1) == 0)
        n = snprintf(watch->beside, sizeof watch->beside, "%s-lineage", url + sizeof kind - 1);
    if (n <= 0 || (size_t)n >= sizeof watch->beside)
        watch->beside[0] = '\0';
}

/* ---- The file beside ---- */

/* A file that can't be read says nothing: the stamps still find a database that went back. */
static void recall(struct lineage_watch *watch)
{
    uint8_t text[WIRE_HISTORY_TEXT];
    size_t len = 0;
    if (watch->beside[0] && !wire_history_known(&watch->seen) &&
        !os_file_read(watch->beside, text, sizeof text, &len) && len > 1 &&
        wire_history_parse(BYTES(text, len - 1), &watch->seen))
        watch->seen = (struct wire_history){.position = 0};
}

static void remember(struct lineage_watch *watch, const struct wire_history *newest)
{
    char text[WIRE_HISTORY_TEXT + 1];
    if (memcmp(&watch->seen, newest, sizeof *newest) == 0)
        return;
    watch->seen = *newest;
    if (!watch->beside[0])
        return;
    wire_history_format(newest, text);
    size_t len = strlen(text);
    text[len] = '\n';
    /* Without it a restore is noticed by the stamps alone. */
    (void)!os_file_write(watch->beside, BYTES(text, len + 1), FILE_MODE);
}

/* ---- Judging ---- */

/* The newest lineage. */
struct newest {
    bool found;
    tick begun_at;
    uint8_t id[WIRE_LINEAGE_LEN];
    char identity[DB_IDENTITY_SIZE];
};

static enum gh_status read_newest(struct db *db, struct newest *out)
{
    struct db_rows rows = {0};
    *out = (struct newest){.found = false};
    enum gh_status status =
        db_query(db, &rows, "SELECT identity, begun_at, id FROM lineage ORDER BY number DESC LIMIT 1");
    if (!status && !(status = db_next(&rows))) {
        out->found = true;
        out->begun_at = db_int(&rows, 1);
        status = db_copy_text(&rows, 0, out->identity, sizeof out->identity);
        if (!status)
            status = db_copy_blob(&rows, 2, out->id, sizeof out->id);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status has_lineage(struct db *db, const uint8_t id[static WIRE_LINEAGE_LEN], bool *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM lineage WHERE id = $1", DB_BLOB(id, WIRE_LINEAGE_LEN));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Whether the history does not reach the point that was seen. */
static enum gh_status went_back(struct db *db, const struct wire_history *seen, bool *out)
{
    bool known = true;
    struct wire_history held;
    *out = false;
    if (!wire_history_known(seen))
        return GH_OK;
    enum gh_status status = has_lineage(db, seen->lineage, &known);
    if (!status)
        status = change_history_at(db, seen->position, &held);
    *out = !known || status == GH_NOT_FOUND || (!status && memcmp(held.stamp, seen->stamp, WIRE_STAMP_LEN) != 0);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Sets *cause to why a new lineage has to begin, or to NULL. identity: "" when the database does not tell it. */
static enum gh_status judge(struct db *db, const struct lineage_watch *watch, const char *identity, const char **cause)
{
    struct newest newest;
    bool back = false;
    enum gh_status status = read_newest(db, &newest);
    if (!status)
        status = went_back(db, &watch->seen, &back);
    *cause = NULL;
    if (status)
        return status;
    /* Another process may have begun it since this one last looked, in the same millisecond too. */
    bool begun = watch->tended_at > 0 && newest.begun_at >= watch->tended_at &&
                 memcmp(newest.id, watch->seen.lineage, WIRE_LINEAGE_LEN) != 0;
    if (!newest.found)
        *cause = "first";
    else if (identity[0] && newest.identity[0] && strcmp(identity, newest.identity) != 0)
        *cause = "other-database";
    else if (back && !begun)
        *cause = "went-back";
    return GH_OK;
}

/* ---- Beginning ---- */

static enum gh_status insert(struct db *db, const char *cause, const char *identity)
{
    uint8_t id[WIRE_LINEAGE_LEN];
    int64_t position;
    tick now = 0;
    randombytes_buf(id, sizeof id);
    /* It takes a position, so that booths that wait for a change ask again. */
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = db_now(db, &now);
    return status ? status
                  : db_query(db, NULL,
                             "INSERT INTO lineage (number, id, position, begun_at, cause, identity) "
                             "SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5 FROM lineage",
                             DB_BLOB(id, sizeof id), DB_INT(position), DB_INT(now), DB_TEXT(cause), DB_TEXT(identity));
}

/* The lock makes processes follow each other: the second one finds the lineage begun. */
static enum gh_status begin_if_due(struct db *db, const struct lineage_watch *watch, const char *identity,
                                   const char **began)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL, "UPDATE change_counter SET position = position WHERE one = 1");
    if (!status)
        status = judge(db, watch, identity, began);
    if (!status && *began)
        status = insert(db, *began, identity);
    return record_finish(db, status);
}

enum gh_status lineage_tend(struct db *db, struct lineage_watch *watch, const char **began)
{
    char identity[DB_IDENTITY_SIZE] = "";
    struct wire_history newest;
    tick now = 0;
    *began = NULL;
    recall(watch);
    enum gh_status status = db_identity(db, identity);
    if (!status)
        status = judge(db, watch, identity, began);
    if (!status && *began)
        status = begin_if_due(db, watch, identity, began);
    if (!status)
        status = db_now(db, &now);
    if (!status)
        status = change_history(db, &newest);
    if (status)
        return status;
    watch->tended_at = now;
    remember(watch, &newest);
    return GH_OK;
}

enum gh_status lineage_begin_by_hand(struct db *db, struct wire_history *out)
{
    char identity[DB_IDENTITY_SIZE] = "";
    enum gh_status status = db_identity(db, identity);
    if (!status)
        status = db_begin(db);
    if (status)
        return status;
    status = record_finish(db, insert(db, "by-hand", identity));
    return status ? status : change_history(db, out);
}

enum gh_status lineage_begin(struct db *db, const char *cause)
{
    char identity[DB_IDENTITY_SIZE] = "";
    enum gh_status status = db_identity(db, identity);
    return status ? status : insert(db, cause, identity);
}

/* As db_identity(), within a transaction, which a refusal would end. */
static enum gh_status identity_within(struct db *db, char out[static DB_IDENTITY_SIZE])
{
    enum gh_status status = db_query(db, NULL, "SAVEPOINT identity");
    if (!status)
        status = db_identity(db, out);
    return status ? status
                  : db_query(db, NULL, out[0] ? "RELEASE SAVEPOINT identity" : "ROLLBACK TO SAVEPOINT identity");
}

enum gh_status lineage_carry(struct db *from, const char *url, struct db *to, bool *goes_on)
{
    char here[DB_IDENTITY_SIZE] = "", there[DB_IDENTITY_SIZE] = "";
    struct lineage_watch watch = {.tended_at = 0};
    const char *cause = NULL;
    lineage_watch_open(&watch, url);
    recall(&watch);
    enum gh_status status = db_identity(from, here);
    if (!status)
        status = judge(from, &watch, here, &cause);
    if (!status)
        status = identity_within(to, there);
    *goes_on = !cause;
    if (status)
        return status;
    if (cause)
        return insert(to, cause, there);
    return db_query(to, NULL, "UPDATE lineage SET identity = $1 WHERE number = (SELECT MAX(number) FROM lineage)",
                    DB_TEXT(there));
}

enum gh_status lineage_newest(struct db *db, struct lineage_view *out)
{
    struct db_rows rows = {0};
    *out = (struct lineage_view){.number = 0};
    enum gh_status status =
        db_query(db, &rows, "SELECT number, id, begun_at, cause FROM lineage ORDER BY number DESC LIMIT 1");
    if (!status && !(status = db_next(&rows))) {
        uint8_t id[WIRE_LINEAGE_LEN];
        out->number = db_int(&rows, 0);
        out->begun_at = db_int(&rows, 2);
        status = db_copy_blob(&rows, 1, id, sizeof id);
        hex_encode(BYTES(id, sizeof id), out->id);
        if (!status)
            status = db_copy_text(&rows, 3, out->cause, sizeof out->cause);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}
