/* The table of checks, and one run of it. */
#include "check/check.h"

#include <string.h>

#include "check/groups.h"

#define POOL_WAIT_MS 5000

static const struct check checks[] = {
    {"database", N_("Database"), true, check_database},
    {"schema", N_("Version of the database"), true, check_schema},
    {"integrity", N_("State of the database"), true, check_integrity},
    {"clock", N_("Clock"), true, check_clock},
    {"audit-signed", N_("Signature of the audit trail"), true, check_audit_signed},
    {"booths", N_("Booths"), true, check_booths},
    {"directory", N_("Campus directory"), true, check_directory},
    {"vacancies", N_("Units without an approver"), true, check_vacancies},
    {"audit-verified", N_("Verification of the audit trail"), false, check_audit_verified},
    {"keys", N_("Keys"), false, check_keys},
    {"key-permissions", N_("Permissions of the keys"), false, check_key_permissions},
    {"key-age", N_("Age of the keys"), false, check_key_age},
    {"mail-server", N_("Mail server"), false, check_mail},
    {"sms-gateway", N_("SMS gateway"), false, check_sms},
    {"wecom", N_("WeCom"), false, check_wecom},
    {"sign-on", N_("Single sign-on"), false, check_sign_on},
    {"certificate", N_("Certificate of the public address"), false, check_certificate},
    {"backup", N_("Backup"), false, check_backup},
    {"disk-keys", N_("Disk of the keys"), false, check_disk_keys},
    {"disk-database", N_("Disk of the database"), false, check_disk_database},
};
#define COUNT (sizeof checks / sizeof checks[0])
_Static_assert(COUNT <= CHECKS_MAX, "a run has room for all checks");

const struct check *check_table(size_t *count)
{
    *count = COUNT;
    return checks;
}

static void take(struct check_case *c)
{
    const struct check_target *t = c->target;
    c->db_status =
        t->pool ? db_pool_take(t->pool, DB_READ, POOL_WAIT_MS, &c->db) : db_open(t->database, DB_READ, &c->db);
    if (c->db_status && !t->pool)
        db_close(c->db);
    if (c->db_status)
        c->db = NULL;
}

static void give(struct check_case *c)
{
    if (c->target->pool)
        db_pool_give(c->target->pool, c->db);
    else
        db_close(c->db);
    c->db = NULL;
}

void checks_run(const struct check_target *target, struct check_finding out[static CHECKS_MAX])
{
    struct check_case c = {.target = target};
    memset(out, 0, CHECKS_MAX * sizeof *out);
    take(&c);
    for (size_t i = 0; i < COUNT; i++) {
        c.now = os_clock_read(&target->clock).wall;
        if (c.db && !checks[i].of_database) { /* the rest takes time and needs no connection */
            c.campus = check_campus_load(&c);
            give(&c);
        }
        if (i > 0 && checks[i].of_database && !c.db)
            check_say(&out[i], CHECK_SKIPPED, N_("Not checked: the database is not reached."), NULL);
        else
            checks[i].run(&c, &out[i]);
    }
    check_campus_free(c.campus);
}

const char *check_state_name(enum check_state state)
{
    static const char *const names[CHECK_STATES] = {"ok", "warning", "fault", "skipped"};
    return state < CHECK_STATES ? names[state] : "unknown";
}
