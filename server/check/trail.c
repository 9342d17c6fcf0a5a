/* Checks of the audit trail and of the booths. */
#include <string.h>

#include "check/groups.h"
#include "check/mark.h"
#include "records/audit_seal.h"
#include "records/setting.h"

#define SIGNED_MAX (3 * TICK_HOUR) /* a running server signs every hour */
#define VERIFIED_MAX (7 * TICK_DAY)

/* Returns whether the trail has entries above a sequence that are older than `before`. */
static enum gh_status unsigned_since(struct db *db, int64_t sequence, tick before, bool *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT a.at FROM audit_link l JOIN audit a ON a.id = l.entry WHERE l.sequence > $1 ORDER BY l.sequence "
        "LIMIT 1",
        DB_INT(sequence));
    if (!status)
        status = db_next(&rows);
    *out = !status && db_int(&rows, 0) < before;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

void check_audit_signed(const struct check_case *c, struct check_finding *out)
{
    struct audit_seal head = {.sequence = 0};
    bool waits = false;
    enum gh_status status = audit_seal_newest(c->db, AUDIT_HEAD, &head);
    if (!status || status == GH_NOT_FOUND)
        status = unsigned_since(c->db, head.sequence, c->now - SIGNED_MAX, &waits);
    check_value(out, "%lld", (long long)head.sequence);
    if (status)
        check_say(out, CHECK_WARNING, N_("The audit trail can't be read."), N_("See the log of the database."));
    else if (waits)
        check_say(out, CHECK_WARNING, N_("Entries after number {value} have waited for hours to be signed."),
                  N_("See the server's log: a running server signs every hour."));
    else
        check_say(out, CHECK_OK, N_("Signed up to entry {value}."), NULL);
}

void check_audit_verified(const struct check_case *c, struct check_finding *out)
{
    static const char *const run = N_("Run gatehouse-server --verify-audit every night.");
    char word[MARK_WORD_SIZE] = "", day[CHECK_DAY_SIZE];
    tick at = 0;
    enum gh_status status = mark_read(c->target->keys, MARK_AUDIT, &at, word);
    check_day(at, day);
    check_value(out, "%s", day);
    if (status)
        check_say(out, CHECK_WARNING, N_("The audit trail was never verified completely."), run);
    else if (strcmp(word, "good") != 0)
        check_say(out, CHECK_FAULT, N_("The audit trail was changed, as the verification of {value} found."),
                  N_("Run gatehouse-server --verify-audit: it names the entry. Keep the database, and find who had "
                     "access to it."));
    else if (c->now - at > VERIFIED_MAX)
        check_say(out, CHECK_WARNING, N_("The audit trail was last verified on {value}."), run);
    else
        check_say(out, CHECK_OK, N_("The audit trail was verified on {value}, and is as it was written."), NULL);
}

void check_booths(const struct check_case *c, struct check_finding *out)
{
    struct db_rows rows = {0};
    int64_t minutes = 0;
    enum gh_status status = setting_load(c->db, SETTING_SILENT_MINUTES, &minutes);
    if (!status)
        status = db_query(c->db, &rows,
                          "SELECT COUNT(*), COALESCE(SUM(CASE WHEN COALESCE(seen_at, created_at) < $1 THEN 1 ELSE 0 "
                          "END), 0) FROM device WHERE state = 'active'",
                          DB_INT(c->now - minutes * TICK_MINUTE));
    if (!status)
        status = db_next(&rows);
    const int64_t all = status ? 0 : db_int(&rows, 0), silent = status ? 0 : db_int(&rows, 1);
    db_rows_end(&rows);
    check_value(out, "%lld", (long long)silent);
    check_other(out, "%lld", (long long)all);
    if (status)
        check_say(out, CHECK_WARNING, N_("The booths can't be read."), N_("See the log of the database."));
    else if (silent > 0)
        check_say(out, CHECK_WARNING, N_("{value} of {other} booths have not been heard for too long."),
                  N_("The page of booths names them. At the booth, `gatehouse doctor` says what is wrong."));
    else
        check_say(out, CHECK_OK, all > 0 ? N_("All {other} booths report.") : N_("No booth is enrolled yet."), NULL);
}
