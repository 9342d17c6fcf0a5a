/* Which journal this is, where its numbers begin, and whether it continues what the server has. */
#include <string.h>

#include "store/journal_internal.h"
#include "store/replica.h"

static enum gh_status read_origin(struct sql_rows *row, void *out)
{
    struct journal_origin *origin = out;
    origin->first = (uint64_t)sql_int(row, 1);
    origin->last_number = (uint64_t)sql_int(row, 2);
    return sql_copy_bytes(row, 0, origin->identity, JOURNAL_IDENTITY_LEN);
}

enum gh_status journal_origin(struct journal *j, struct journal_origin *out)
{
    struct journal_origin origin;
    enum gh_status status = sql_read_one(
        j->sql, read_origin, &origin,
        "SELECT identity, (SELECT min(first) FROM beginning), (SELECT last_number FROM head WHERE only = 1) "
        "FROM beginning ORDER BY first DESC LIMIT 1");
    if (!status)
        *out = origin;
    return status == GH_NOT_FOUND ? GH_CORRUPT : status; /* the migration wrote it */
}

static enum gh_status read_hash(struct sql_rows *row, void *out)
{
    return sql_copy_bytes(row, 0, out, ENTRY_HASH_LEN);
}

/* The entry may be pruned: then the one behind it names its hash, or the head does. Behind a beginning neither does. */
enum gh_status journal_hash_at(struct journal *j, uint64_t number, uint8_t out[static ENTRY_HASH_LEN])
{
    uint8_t hash[ENTRY_HASH_LEN];
    enum gh_status status = sql_read_one(
        j->sql, read_hash, hash,
        "SELECT hash FROM (SELECT hash, 1 AS rank FROM entry WHERE number = $1 UNION ALL "
        "SELECT previous, 2 FROM entry WHERE number = $1 + 1 AND number NOT IN (SELECT first FROM beginning) "
        "UNION ALL SELECT last_hash, 3 FROM head WHERE last_number = $1 AND pruned_to = $1 "
        "AND $1 + 1 NOT IN (SELECT first FROM beginning)) ORDER BY rank LIMIT 1",
        DB_INT((int64_t)number));
    if (!status)
        memcpy(out, hash, sizeof hash);
    return status;
}

enum gh_status journal_count_after(struct journal *j, uint64_t number, uint64_t *out)
{
    int64_t count;
    enum gh_status status =
        sql_first_int(j->sql, &count, "SELECT count(*) FROM entry WHERE number > $1", DB_INT((int64_t)number));
    if (!status)
        *out = (uint64_t)count;
    return status;
}

bool journal_begins_again(struct journal *j, uint64_t next, uint64_t number)
{
    bool begins = false;
    return sql_exists(j->sql, &begins, "SELECT 1 FROM beginning WHERE first = $1 AND last_before = $2",
                      DB_INT((int64_t)number), DB_INT((int64_t)next - 1)) == GH_OK &&
           begins;
}

/* A journal without an entry has not begun yet: its only beginning moves. */
static enum gh_status begin_in_transaction(struct journal *j, uint64_t number)
{
    struct journal_head head;
    enum gh_status status = journal_read_head(j, &head);
    if (status || head.last_number >= number)
        return status;
    bool fresh = head.last_number == 0;
    if (fresh)
        status = sql_exec(j->sql, "DELETE FROM beginning");
    if (!status)
        status = sql_exec(j->sql, "INSERT INTO beginning(first, identity, last_before) VALUES ($1, randomblob(16), $2)",
                          DB_INT((int64_t)number + 1), DB_INT((int64_t)head.last_number));
    if (fresh)
        head.pruned_to = number;
    if (head.acknowledged == head.last_number)
        head.acknowledged = number; /* nothing waits here */
    head.last_number = number;
    return status ? status : journal_write_head(j, &head);
}

enum gh_status journal_begin_after(struct journal *j, uint64_t number)
{
    enum gh_status status = number > INT64_MAX / 2 ? GH_TOO_LONG : sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, begin_in_transaction(j, number));
}

enum gh_status journal_follow(struct journal *j, struct replica *replica, bool *known)
{
    struct replica_upload upload;
    struct journal_origin origin;
    uint8_t hash[ENTRY_HASH_LEN];
    enum gh_status status = replica_read_upload(replica, &upload);
    if (!status)
        status = journal_origin(j, &origin);
    *known = false;
    if (status)
        return status;
    if (origin.last_number < upload.highest)
        return journal_begin_after(j, upload.highest);
    *known = !upload.has_journal; /* the daemon has not looked yet: its word was about the only journal */
    if (!upload.has_journal || memcmp(upload.journal, origin.identity, JOURNAL_IDENTITY_LEN) != 0)
        return GH_OK;
    *known = upload.acknowledged < origin.first || !upload.proved ||
             (journal_hash_at(j, upload.acknowledged, hash) == GH_OK && memcmp(hash, upload.hash, sizeof hash) == 0);
    return *known && upload.acknowledged >= origin.first ? journal_acknowledge(j, upload.acknowledged) : GH_OK;
}
