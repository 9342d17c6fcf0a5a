/* Checks of the database itself. */
#include <stdio.h>
#include <string.h>

#include "check/groups.h"

#define CLOCK_MAX (30 * TICK_SECOND)
#define MEGABYTE (1024 * 1024)

static bool is_sqlite(const struct check_case *c)
{
    return strcmp(db_driver_name(c->db), "sqlite") == 0;
}

static enum gh_status first_row(struct db *db, struct db_rows *rows, const char *sql)
{
    enum gh_status status = db_query_values(db, rows, sql, NULL, 0);
    return status ? status : db_next(rows);
}

void check_database(const struct check_case *c, struct check_finding *out)
{
    static const char *const why = N_("The database is not reached ({value}).");
    struct db_rows rows = {0};
    if (!c->db) {
        check_value(out, "%s", gh_status_name(c->db_status));
        check_say(out, CHECK_FAULT, why,
                  N_("Start the database. Check the address and password of --database, and the network to it."));
        return;
    }
    enum gh_status status =
        first_row(c->db, &rows,
                  is_sqlite(c) ? "SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count()) * "
                                 "(SELECT page_size FROM pragma_page_size())"
                               : "SELECT current_setting('server_version'), pg_database_size(current_database())");
    if (!status) {
        const struct bytes version = db_bytes(&rows, 0);
        check_value(out, "%s %.*s", is_sqlite(c) ? "SQLite" : "PostgreSQL", (int)version.len,
                    (const char *)version.data);
        check_other(out, "%lld", (long long)((db_int(&rows, 1) + MEGABYTE - 1) / MEGABYTE));
        check_say(out, CHECK_OK, N_("{value} answers. The database has {other} MB."), NULL);
    } else {
        check_value(out, "%s", gh_status_name(status));
        check_say(out, CHECK_FAULT, why, N_("See the log of the database."));
    }
    db_rows_end(&rows);
}

void check_schema(const struct check_case *c, struct check_finding *out)
{
    int64_t version = 0;
    enum gh_status status = db_schema_version(c->db, &version);
    check_value(out, "%lld", (long long)version);
    check_other(out, "%d", db_schema_newest());
    if (status)
        check_say(out, CHECK_FAULT, N_("The version can't be read."),
                  N_("Check that --database names the database of this server."));
    else if (version == db_schema_newest())
        check_say(out, CHECK_OK, N_("Version {value}, as this program needs it."), NULL);
    else if (version > db_schema_newest())
        check_say(out, CHECK_FAULT, N_("Version {value}; this program knows versions up to {other}."),
                  N_("Install the newer version of the server again."));
    else
        check_say(out, CHECK_WARNING, N_("Version {value}; this program brings version {other}."),
                  N_("Start the server: it updates the database."));
}

/* SQLite says "ok", or the first fault. PostgreSQL: blocks whose checksum was wrong, and indexes that are unusable. */
#define HINT_SQLITE "SELECT CASE WHEN quick_check = 'ok' THEN 0 ELSE 1 END FROM pragma_quick_check(1)"
#define HINT_POSTGRES                                                                                                  \
    "SELECT COALESCE((SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()), 0) + "       \
    "(SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid)"

void check_integrity(const struct check_case *c, struct check_finding *out)
{
    struct db_rows rows = {0};
    enum gh_status status = first_row(c->db, &rows, is_sqlite(c) ? HINT_SQLITE : HINT_POSTGRES);
    const int64_t faults = status ? 0 : db_int(&rows, 0);
    db_rows_end(&rows);
    check_value(out, "%s", gh_status_name(status));
    if (status == GH_BUSY)
        check_say(out, CHECK_SKIPPED, N_("The database is too large to check in 8 seconds."),
                  N_("gatehouse-backup verify checks a copy of it completely."));
    else if (status)
        check_say(out, CHECK_WARNING, N_("The state can't be read ({value})."), N_("See the log of the database."));
    else if (faults > 0)
        check_say(out, CHECK_FAULT, N_("The database is damaged."),
                  N_("Stop the server, keep a copy of the database, check the disk, and restore the last backup."));
    else
        check_say(out, CHECK_OK, N_("No damage was found."), NULL);
}

void check_clock(const struct check_case *c, struct check_finding *out)
{
    tick theirs = 0;
    const bool same = is_sqlite(c);
    const struct os_clock system = os_clock_system(false); /* a demo's clock may be another one */
    enum gh_status status = db_now(c->db, &theirs);
    const tick off = os_clock_read(&system).wall - theirs;
    check_value(out, "%lld", (long long)(off / TICK_SECOND));
    if (status)
        check_say(out, CHECK_WARNING, N_("The clock of the database can't be read."),
                  N_("See the log of the database."));
    else if (off > CLOCK_MAX || off < -CLOCK_MAX)
        check_say(out, CHECK_FAULT, N_("This machine is {value} s ahead of the database's clock."),
                  N_("Let both machines set their clocks by NTP: timedatectl set-ntp true"));
    else if (same)
        check_say(out, CHECK_OK, N_("The database is on this machine and uses its clock."), NULL);
    else
        check_say(out, CHECK_OK, N_("It agrees with the database's clock."), NULL);
}
