/* Checks the audit trail, and begins to send it. */
#include "audit_command.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/plain_call.h"
#include "check/mark.h"
#include "os/clock.h"
#include "records/audit_verify.h"
#include "records/history_chain.h"

static int complain(const char *what, const char *why, int code)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, why);
    return code;
}

static bool read_head(const char *text, struct audit_seal *out)
{
    char *end = NULL;
    out->kind = AUDIT_HEAD;
    out->sequence = strtoll(text, &end, 10);
    return out->sequence > 0 && *end == ':' && hex_decode(bytes_of_string(end + 1), out->hash, AUDIT_HASH_LEN) == GH_OK;
}

static void print_good(const struct audit_report *r)
{
    char at[32] = "";
    const time_t seconds = (time_t)(r->signed_at / TICK_SECOND);
    struct tm parts;
    if (r->first > r->last)
        (void)puts("The audit trail is empty.");
    else
        (void)printf("Entries %" PRId64 " to %" PRId64 " are as they were written.\n", r->first, r->last);
    if (r->removed_to > 0)
        (void)printf("Entries up to %" PRId64 " were removed after their time.\n", r->removed_to);
    if (r->signed_to > 0 && gmtime_r(&seconds, &parts) && strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S UTC", &parts) > 0)
        (void)printf("Signed up to entry %" PRId64 " at %s.\n", r->signed_to, at);
    else
        (void)puts("Nothing is signed yet: the server signs every hour, and when it ends.");
}

static int verify_steps(struct db *db, const struct vault *vault)
{
    struct history_report report;
    enum gh_status status = history_verify(db, vault, &report);
    if (status)
        return complain("steps of applications", *db_error(db) ? db_error(db) : gh_status_name(status), 3);
    if (report.fault[0]) {
        (void)printf("The steps of applications were changed: %s.\n", report.fault);
        return 1;
    }
    (void)printf("%" PRId64 " steps of applications are as they were written, %" PRId64
                 " of an older server are not linked.\n",
                 report.linked, report.unlinked);
    return 0;
}

static int verify(struct db *db, const struct vault *vault, const struct audit_seal *head)
{
    struct audit_report report;
    int64_t version = 0;
    enum gh_status status = db_schema_version(db, &version);
    if (!status)
        status = audit_verify(db, vault, head, &report);
    if (status)
        return complain("audit trail", *db_error(db) ? db_error(db) : gh_status_name(status), 3);
    if (report.fault[0]) {
        (void)printf("The audit trail was changed: %s.\n", report.fault);
        return 1;
    }
    print_good(&report);
    return verify_steps(db, vault);
}

/* For --check, which says when this was done. */
static void leave_mark(const char *keys, int code)
{
    const struct os_clock clock = os_clock_system(false);
    if (code > 1)
        return;
    enum gh_status status = mark_write(keys, MARK_AUDIT, os_clock_read(&clock).wall, code == 0 ? "good" : "changed");
    if (status)
        (void)fprintf(stderr, "gatehouse-server: %s-" MARK_AUDIT ": not written (%s): --check won't know of this\n",
                      keys, gh_status_name(status));
}

int audit_command_verify_open(struct db *db, const struct vault *vault)
{
    return verify(db, vault, NULL);
}

int audit_command_verify(const char *database, const char *keys, const char *head)
{
    struct audit_seal elsewhere;
    struct vault vault;
    struct db *db = NULL;
    if (head && !read_head(head, &elsewhere))
        return complain("--audit-head", "takes ENTRY:HASH, as the log has them", 2);
    enum gh_status status = sodium_init() < 0 ? GH_IO : vault_open(keys, false, &vault);
    if (status)
        return complain(keys, gh_status_name(status), 3);
    status = db_open(database, DB_READ, &db);
    int code = status ? complain(strchr(database, '@') ? "the database" : database,
                                 db ? db_error(db) : gh_status_name(status), 3)
                      : verify(db, &vault, head ? &elsewhere : NULL);
    db_close(db);
    vault_close(&vault);
    leave_mark(keys, code);
    return code;
}

bool audit_command_ship(const char *target, const char *ca_file, struct db_pool *pool, const struct os_log *log,
                        struct audit_ship **out)
{
    struct audit_ship_options o = {.pool = pool, .log = *log};
    if (!target)
        return true;
    if (!syslog_target_read(target, &o.target))
        return complain("--audit-syslog", "takes HOST:PORT, or tcp:ADDRESS:PORT for a collector on this machine", 0);
    if (o.target.plain && !plain_call_allowed(url_host(o.target.host), ""))
        return complain("--audit-syslog", "goes without TLS to this machine only", 0);
    o.target.ca_file = ca_file;
    return audit_ship_start(&o, out) ? complain("--audit-syslog", "its thread did not start", 0) : true;
}
