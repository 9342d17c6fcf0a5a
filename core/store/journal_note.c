/* Seals notes of before. An update of another length would leave copies of the text where SQLite moves rows, so zeros
 * of the same length overwrite it first. */
#include <string.h>

#include "store/journal_internal.h"
#include "wire/entry_remark.h"

#define LOG_FULL "notes.log" /* 1: notes were sealed, and the log may hold their text */
#define IN_CLEAR "SELECT " ENTRY_COLUMNS " FROM entry WHERE note <> '' AND number > $1 ORDER BY number LIMIT 1"

static enum gh_status overwrite(struct journal *j, const struct entry *e)
{
    char blank[ENTRY_NOTE_MAX] = "";
    memset(blank, ' ', strlen(e->note));
    return sql_exec(j->sql, "UPDATE entry SET note = $1 WHERE number = $2", DB_TEXT(blank), DB_INT((int64_t)e->number));
}

/* Leaves an altered entry and a text that can't be sealed as they are. */
static enum gh_status seal_one(struct journal *j, struct entry *e, const uint8_t key[static DATA_KEY_LEN])
{
    if (!entry_is_genuine(e, j->device))
        return GH_OK;
    enum gh_status status = overwrite(j, e);
    entry_remark_close(e, key);
    entry_hash(e, j->device, e->note_check);
    return status ? status
                  : sql_exec(j->sql, "UPDATE entry SET note = $1, note_sealed = $2, note_check = $3 WHERE number = $4",
                             DB_TEXT(e->note), DB_BLOB_OR_NULL(e->note_sealed, sizeof e->note_sealed),
                             entry_has_sealed_note(e) ? DB_BLOB(e->note_check, ENTRY_HASH_LEN) : DB_NULL,
                             DB_INT((int64_t)e->number));
}

static enum gh_status seal_all(struct journal *j, const uint8_t key[static DATA_KEY_LEN])
{
    struct entry e = {.number = 0};
    enum gh_status status = GH_OK;
    while (!status && !(status = sql_read_one(j->sql, entry_read, &e, IN_CLEAR, DB_INT((int64_t)e.number))))
        status = seal_one(j, &e, key);
    return status == GH_NOT_FOUND ? journal_set_value(j, LOG_FULL, 1) : status;
}

enum gh_status journal_seal_notes(struct journal *j, const uint8_t *key)
{
    bool some = false;
    int64_t full = 0;
    enum gh_status status = sql_exists(j->sql, &some, "SELECT 1 FROM entry WHERE note <> '' LIMIT 1");
    if (!status && some && !(status = sql_begin(j->sql)))
        status = sql_finish(j->sql, seal_all(j, key));
    if (!status)
        status = journal_get_value(j, LOG_FULL, &full);
    if (status || !full)
        return status == GH_NOT_FOUND ? GH_OK : status;
    return sql_empty_log(j->sql) ? journal_set_value(j, LOG_FULL, 0) : GH_BUSY;
}
