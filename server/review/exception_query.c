/* The queries behind the reviewers' inbox of exceptions. */
#include "review/exception_query.h"

#include "flow/account_role.h"

#define ROWS                                                                                                           \
    "SELECT x.id, x.kind, x.campus, x.gate, t.name, t.name_en, x.device, d.name, e.id, e.at, e.override_reason, "      \
    "o.id, "                                                                                                           \
    "o.at, ot.name, ot.name_en, p.id, p.short_number, a.id, a.number, x.first_at, x.last_at, x.count, x.state, "       \
    "x.assignee, m.display_name, x.closed_at, c.display_name, x.reason "                                               \
    "FROM exception x LEFT JOIN gate t ON t.bit = x.gate LEFT JOIN device d ON d.id = x.device "                       \
    "LEFT JOIN entry e ON e.id = x.entry LEFT JOIN entry o ON o.id = x.other_entry "                                   \
    "LEFT JOIN gate ot ON ot.bit = o.gate LEFT JOIN pass p ON p.id = x.pass "                                          \
    "LEFT JOIN application a ON a.id = p.application LEFT JOIN account m ON m.id = x.assignee "                        \
    "LEFT JOIN account c ON c.id = x.closed_by "
/* A list of a state walks along the index of states, any other one along that of times. */
#define REST                                                                                                           \
    " AND {x.campus} AND ($2 = '' OR x.kind = $2) AND ($3 = 0 OR x.campus = $3) AND ($4 = -1 OR x.gate = $4) AND "     \
    "($5 = 0 OR COALESCE(x.assignee, -1) = $5) AND x.last_at >= $6 AND x.last_at < $7 AND x.last_at <= $8 AND "        \
    "(x.last_at < $8 OR x.id < $9) ORDER BY x.last_at DESC, x.id DESC LIMIT $10"

enum gh_status exception_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                               const struct exception_filter *f)
{
    return scope_query(db, rows, scope, *f->state ? ROWS "WHERE x.state = $1" REST : ROWS "WHERE $1 = ''" REST,
                       DB_TEXT(f->state), DB_TEXT(f->kind), DB_INT(f->campus), DB_INT(f->gate), DB_INT(f->assignee),
                       DB_INT(f->from), DB_INT(f->to), DB_INT(f->before), DB_UUID(&f->before_id), DB_INT(f->limit));
}

enum gh_status exception_load(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope, ROWS "WHERE x.id = $1 AND {x.campus}", DB_UUID(id));
}

enum gh_status exception_steps(struct db *db, struct db_rows *rows, const struct uuid *id)
{
    return db_query(db, rows,
                    "SELECT s.id, s.at, b.display_name, s.action, m.display_name, s.reason, s.remark_sealed "
                    "FROM exception_step s LEFT JOIN account b ON b.id = s.account LEFT JOIN account m ON "
                    "m.id = s.assignee WHERE s.exception = $1 ORDER BY s.number, s.id",
                    DB_UUID(id));
}

enum gh_status exception_assignees(struct db *db, struct db_rows *rows, int64_t campus)
{
    return db_query(db, rows,
                    "SELECT DISTINCT a.id, a.display_name FROM account_role r JOIN account a ON a.id = r.account "
                    "WHERE a.active = 1 AND r.role IN ('" ROLE_NAME_SECURITY_OFFICER "', '" ROLE_NAME_REVIEWER
                    "', '" ROLE_NAME_ADMINISTRATOR "') AND (r.campus = 0 OR r.campus = $1) ORDER BY 2, 1",
                    DB_INT(campus));
}

enum gh_status exception_count(struct db *db, const struct scope *scope, int64_t account, struct exception_counts *out)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        db, &rows, scope,
        "SELECT count(*), count(CASE WHEN x.assignee = $1 THEN 1 END) FROM exception x WHERE x.state = 'open' AND "
        "{x.campus}",
        DB_INT(account));
    if (!status && !(status = db_next(&rows)))
        *out = (struct exception_counts){.open = db_int(&rows, 0), .own = db_int(&rows, 1)};
    db_rows_end(&rows);
    return status;
}
