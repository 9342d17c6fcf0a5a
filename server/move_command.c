/* Copies all tables, compares what both databases hold, and lets the lineage go on, in one transaction of PostgreSQL:
 * whatever fails, nothing stays there. */
#include "move_command.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit_command.h"
#include "db/copy.h"
#include "os/clock.h"
#include "records/audit.h"
#include "records/lineage.h"

#define TELL_NS ((int64_t)1000 * OS_MILLISECOND_NS)

static const char sqlite_scheme[] = "sqlite:";

struct move {
    struct db *from, *to; /* owned */
    struct vault vault;   /* owned */
    struct db_tables tables;
    struct db_tally *tallies; /* of `from`, one for each table; owned */
    const char *doing;        /* "copied", "compared" */
    int64_t told_ns, began_ns;
    int64_t rows; /* of all tables */
    char fault[DB_FAULT_SIZE];
};

/* Returns 3. */
static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, why);
    return 3;
}

static int complain_of(struct move *m, struct db *db, const char *what, enum gh_status status)
{
    const char *why = m->fault[0] ? m->fault : db && *db_error(db) ? db_error(db) : gh_status_name(status);
    return complain(what, why);
}

/* ---- Opening ---- */

static int open_source(struct move *m, const char *database)
{
    const size_t scheme = sizeof sqlite_scheme - 1;
    if (strncmp(database, sqlite_scheme, scheme) != 0)
        return complain("--move-to", "moves a SQLite database; name it with --database sqlite:PATH");
    if (access(database + scheme, R_OK | W_OK) != 0) /* opening would make it */
        return complain(database, "no such file, or no right to read and write it");
    enum gh_status status = db_open(database, DB_WRITE, &m->from);
    if (status == GH_BUSY)
        return complain(database, "another process writes this database; stop the server first");
    return status ? complain_of(m, m->from, database, status) : 0;
}

static int open_target(struct move *m, const char *target)
{
    if (strncmp(target, "postgres", 8) != 0)
        return complain("--move-to", "takes postgresql://..., or a file with it");
    enum gh_status status = db_open(target, DB_WRITE, &m->to);
    if (!status)
        status = db_begin(m->to);
    if (status)
        return complain_of(m, m->to, "the PostgreSQL database", status);
    status = db_copy_prepare(m->from, m->to, &m->tables, m->fault);
    if (status == GH_BUSY)
        return complain("the PostgreSQL database", "another process makes its tables");
    if (status == GH_UNSUPPORTED && strstr(m->fault, "version"))
        (void)fputs("Start this server once on the SQLite database, stop it, and try again.\n", stderr);
    m->tallies = status ? NULL : calloc(m->tables.count, sizeof *m->tallies);
    if (!status && !m->tallies)
        status = GH_NO_MEMORY;
    return status ? complain_of(m, m->to, "not moved", status) : 0;
}

/* ---- Copying and comparing ---- */

static void tell_row(void *context, const char *table, int64_t rows)
{
    struct move *m = context;
    if (rows % 1000 != 0 || os_mono_ns() - m->told_ns < TELL_NS)
        return;
    m->told_ns = os_mono_ns();
    (void)fprintf(stderr, "%s: %" PRId64 " rows %s\n", table, rows, m->doing);
}

static void tell_table(const struct move *m, const char *table, const struct db_tally *tally, int64_t began_ns)
{
    const double seconds = (double)(os_mono_ns() - began_ns) / 1e9;
    if (seconds > 1.0)
        (void)fprintf(stderr, "%s: all %" PRId64 " rows %s in %.1f s\n", table, tally->rows, m->doing, seconds);
}

static int copy(struct move *m)
{
    const struct db_progress progress = {.row = tell_row, .context = m};
    m->doing = "copied";
    for (size_t i = 0; i < m->tables.count; i++) {
        const struct db_table *table = &m->tables.items[i];
        const int64_t began_ns = m->told_ns = os_mono_ns();
        enum gh_status status = db_copy_table(m->from, m->to, table, &progress, &m->tallies[i], m->fault);
        if (status)
            return complain_of(m, *db_error(m->to) ? m->to : m->from, table->name, status);
        tell_table(m, table->name, &m->tallies[i], began_ns);
        m->rows += m->tallies[i].rows;
    }
    return 0;
}

static int compare(struct move *m)
{
    const struct db_progress progress = {.row = tell_row, .context = m};
    m->doing = "compared";
    for (size_t i = 0; i < m->tables.count; i++) {
        const struct db_table *table = &m->tables.items[i];
        struct db_tally there;
        const int64_t began_ns = m->told_ns = os_mono_ns();
        enum gh_status status = db_tally_table(m->to, table, &progress, &there, m->fault);
        if (status)
            return complain_of(m, m->to, table->name, status);
        tell_table(m, table->name, &there, began_ns);
        if (!db_tally_equal(&m->tallies[i], &there)) {
            (void)fprintf(stderr, "gatehouse-server: %s: %" PRId64 " rows read, %" PRId64 " there; they differ\n",
                          table->name, m->tallies[i].rows, there.rows);
            return 3;
        }
    }
    return 0;
}

/* Figures that the server counts on from, as each database itself adds them up. */
static const struct total {
    const char *name, *sql;
} totals[] = {
    {"change position", "SELECT position FROM change_counter WHERE one = 1"},
    {"newest stamp", "SELECT COALESCE(MAX(position), 0) FROM change_stamp"},
    {"lineages", "SELECT COUNT(*) FROM lineage"},
    {"audit entries", "SELECT sequence FROM audit_head WHERE one = 1"},
    {"numbers given out", "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM counter"},
    {"inside now", "SELECT COUNT(*) FROM presence WHERE inside = 1"},
};

static enum gh_status ask(struct db *db, const char *sql, int64_t *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query_values(db, &rows, sql, NULL, 0);
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static int compare_totals(struct move *m)
{
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        int64_t here = 0, there = 0;
        enum gh_status status = ask(m->from, totals[i].sql, &here);
        if (!status)
            status = ask(m->to, totals[i].sql, &there);
        if (status)
            return complain_of(m, m->to, totals[i].name, status);
        if (here != there) {
            (void)fprintf(stderr, "gatehouse-server: %s: %" PRId64 " here, %" PRId64 " there\n", totals[i].name, here,
                          there);
            return 3;
        }
        (void)printf("%s%s %" PRId64, i ? ", " : "Totals: ", totals[i].name, here);
    }
    (void)puts(".");
    return 0;
}

/* ---- The end ---- */

static int finish(struct move *m, const char *database, tick now)
{
    char detail[64];
    bool goes_on = false;
    enum gh_status status = lineage_carry(m->from, database, m->to, &goes_on);
    (void)snprintf(detail, sizeof detail, "%zu tables, %" PRId64 " rows", m->tables.count, m->rows);
    if (!status)
        status = audit_write(m->to, &(struct audit_entry){now, 0, "database-moved", "database", detail, ""});
    if (!status)
        status = db_copy_finish(m->to, &m->tables);
    if (!status)
        status = db_commit(m->to);
    if (status == GH_UNCERTAIN)
        return complain("the PostgreSQL database",
                        "the connection ended with the last step; when it has tables, all is there, else move again");
    if (status)
        return complain_of(m, m->to, "not moved", status);
    (void)printf("Moved %s in %.1f s; every table has the same rows and values in both databases.\n", detail,
                 (double)(os_mono_ns() - m->began_ns) / 1e9);
    (void)puts(goes_on ? "Booths go on from where they are."
                       : "The SQLite database was put back since its server ran last: booths sync from the beginning.");
    (void)printf("Next: in the server's options replace --database by --database-file FILE with the URL of PostgreSQL, "
                 "and start it.\nThe keys stay where they are. Never start a server on %s again, and keep it until you "
                 "have a backup of PostgreSQL.\n",
                 database);
    return 0;
}

int move_command(const char *database, const char *target, const char *keys, tick now)
{
    struct move m = {.began_ns = os_mono_ns()};
    enum gh_status status = vault_open(keys, false, &m.vault);
    if (status)
        return complain(keys, gh_status_name(status));
    int code = open_source(&m, database);
    if (!code)
        code = open_target(&m, target);
    if (!code)
        code = copy(&m);
    if (!code)
        code = compare(&m);
    if (!code)
        code = compare_totals(&m);
    if (!code && audit_command_verify_open(m.to, &m.vault) != 0)
        code = complain("not moved", "the trail was changed before (docs/audit.md)");
    if (!code)
        code = finish(&m, database, now);
    if (m.to)
        db_rollback(m.to);
    db_close(m.to);
    db_close(m.from);
    db_tables_free(&m.tables);
    free(m.tallies);
    vault_close(&m.vault);
    return code;
}
