/* How far the server has this booth's entries, and of which journal. */
#include <string.h>

#include "store/replica_internal.h"

static enum gh_status read_upload(struct sql_rows *row, void *out)
{
    struct replica_upload u = {.has_journal = !sql_is_null(row, 0),
                               .acknowledged = (uint64_t)sql_int(row, 2),
                               .proved = !sql_is_null(row, 3),
                               .highest = (uint64_t)sql_int(row, 4),
                               .fork = (enum replica_fork)sql_int(row, 5)};
    enum gh_status status = sql_copy_bytes(row, 0, u.journal, sizeof u.journal);
    if (!status)
        status = sql_copy_bytes(row, 1, u.label, sizeof u.label);
    if (!status)
        status = sql_copy_bytes(row, 3, u.hash, sizeof u.hash);
    if (!status)
        *(struct replica_upload *)out = u;
    return status;
}

enum gh_status replica_read_upload(struct replica *r, struct replica_upload *out)
{
    enum gh_status status =
        sql_read_one(r->sql, read_upload, out,
                     "SELECT journal, label, acknowledged, acknowledged_hash, highest, fork FROM held WHERE only = 1");
    return status == GH_NOT_FOUND ? GH_CORRUPT : status; /* the migration wrote it */
}

enum gh_status replica_write_upload(struct replica *r, const struct replica_upload *u)
{
    struct db_value hash = u->proved ? DB_BLOB(u->hash, sizeof u->hash) : DB_NULL;
    return sql_exec(r->sql,
                    "UPDATE held SET journal = $1, label = $2, acknowledged = $3, acknowledged_hash = $4,"
                    " highest = max(highest, $5), fork = $6 WHERE only = 1",
                    u->has_journal ? DB_BLOB(u->journal, sizeof u->journal) : DB_NULL,
                    u->has_journal ? DB_BLOB(u->label, sizeof u->label) : DB_NULL,
                    DB_INT(replica_integer(u->acknowledged)), hash, DB_INT(replica_integer(u->highest)),
                    DB_INT(u->fork));
}

enum gh_status replica_acknowledge(struct replica *r, uint64_t number)
{
    return sql_exec(r->sql,
                    "UPDATE held SET acknowledged = $1, acknowledged_hash = NULL, highest = max(highest, $1)"
                    " WHERE only = 1",
                    DB_INT(replica_integer(number)));
}
