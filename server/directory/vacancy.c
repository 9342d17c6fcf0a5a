#include "directory/vacancy.h"

#include "flow/account_role.h"

#define ACTIVE_HEAD "SELECT 1 FROM unit_head h JOIN account a ON a.id = h.account WHERE h.unit = u.id AND a.active = 1"
#define ACTIVE_APPROVER                                                                                                \
    "SELECT 1 FROM account_role r JOIN account a ON a.id = r.account WHERE r.role = '" ROLE_NAME_UNIT_APPROVER         \
    "' AND (r.unit = u.id OR r.unit = 0) AND a.active = 1"
#define VACANT                                                                                                         \
    "u.active = 1 AND ((u.directory_heads = 1 AND NOT EXISTS (" ACTIVE_HEAD ")) OR (u.directory_heads = 0 AND NOT "    \
    "EXISTS (" ACTIVE_APPROVER ")))"

enum gh_status vacancies_query(struct db *db, struct db_rows *rows)
{
    return db_query(db, rows,
                    "SELECT u.id, u.name, u.name_en, COALESCE(u.code, ''), u.directory_heads, (SELECT count(*) FROM "
                    "unit_head h WHERE h.unit = u.id), (SELECT count(*) FROM application p WHERE p.unit = u.id AND "
                    "p.state = 'unit-review') FROM unit u WHERE " VACANT " ORDER BY u.id LIMIT $1",
                    DB_INT(VACANCIES_MAX));
}

enum gh_status vacancies_count(struct db *db, int64_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM unit u WHERE " VACANT);
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status left_hosts_query(struct db *db, struct db_rows *rows, tick now)
{
    return db_query(db, rows,
                    "SELECT p.id, p.number, a.display_name, COALESCE(u.name, ''), p.last_at FROM application p JOIN "
                    "account a ON a.id = p.applicant LEFT JOIN unit u ON u.id = p.unit WHERE p.state = 'approved' AND "
                    "p.last_at > $1 AND a.active = 0 AND a.directory = 'closed' ORDER BY p.last_at, p.id LIMIT $2",
                    DB_INT(now), DB_INT(VACANCIES_MAX));
}
