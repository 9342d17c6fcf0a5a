/* Runs the embedded schema scripts, one version at a time, under a lock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

enum gh_status db_schema_version(struct db *db, int64_t *version)
{
    struct db_rows rows = {0};
    bool has = false;
    enum gh_status status = db->driver->has_version_table(db, &has);
    *version = 0;
    if (status || !has)
        return status;
    status = db_query(db, &rows, "SELECT version FROM schema_version");
    if (!status && !(status = db_next(&rows)))
        *version = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

int db_schema_newest(void)
{
    return server_migrations_count;
}

static enum gh_status write_version(struct db *db, int64_t version)
{
    if (version == 1)
        return db_query(db, NULL, "INSERT INTO schema_version (version) VALUES (1)");
    return db_query(db, NULL, "UPDATE schema_version SET version = $1", DB_INT(version));
}

static enum gh_status run_step(struct db *db, int64_t version)
{
    char *script = db->driver->schema(server_migrations[version]);
    if (!script)
        return GH_NO_MEMORY;
    enum gh_status status =
        version == 0 ? db->driver->script(db, "CREATE TABLE schema_version (version BIGINT NOT NULL)") : GH_OK;
    if (!status)
        status = db->driver->script(db, script);
    free(script);
    if (!status && strstr(server_migrations[version], "-- @append-only"))
        status = db->driver->script(db, db->driver->append_only);
    if (!status && strstr(server_migrations[version], "-- @audit-chain"))
        status = db->driver->script(db, db->driver->chain_only);
    return status ? status : write_version(db, version + 1);
}

enum gh_status db_make_schema(struct db *db)
{
    enum gh_status status = GH_OK;
    for (int64_t version = 0; version < server_migrations_count && !status; version++)
        status = run_step(db, version);
    return status;
}

enum gh_status db_migrate(struct db *db, int *version)
{
    for (;;) {
        int64_t at;
        enum gh_status status = db_begin(db);
        if (status)
            return status;
        status = db->driver->lock_schema(db);
        if (!status)
            status = db_schema_version(db, &at);
        bool done = !status && at >= server_migrations_count;
        if (!status && at > server_migrations_count)
            status = GH_UNSUPPORTED;
        if (!status && !done)
            status = run_step(db, at);
        if (status) {
            db_rollback(db);
            return status;
        }
        status = db_commit(db);
        if (status)
            return status;
        if (done) {
            *version = (int)at;
            return GH_OK;
        }
    }
}
