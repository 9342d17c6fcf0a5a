/* Queries behind the lists of places. */
#include "records/place_list.h"

#include "db/like.h"

#define UNITS "SELECT id, name, name_en, pinyin, parent, quota_day, active, code, directory_heads, directory FROM unit "
#define CAMPUSES "SELECT id, name, name_en, code, zone, zone_minutes, deadline_minute, active FROM campus "
#define GATES "SELECT bit, campus, name, name_en, vehicles, active, directions, directions_en FROM gate "

enum gh_status units_query(struct db *db, struct db_rows *rows, enum place_scope scope, const char *q, int64_t limit)
{
    struct db_like like;
    return db_query(db, rows,
                    UNITS "WHERE ($1 = 0 OR active = 1) AND ($2 = '' OR name LIKE $3 ESCAPE '\\' OR "
                          "lower(name_en) LIKE lower($3) ESCAPE '\\' OR pinyin LIKE lower($3) ESCAPE '\\') "
                          "ORDER BY id LIMIT $4",
                    DB_INT(scope), DB_TEXT(q), db_like_containing(&like, q), DB_INT(limit));
}

enum gh_status unit_query(struct db *db, struct db_rows *rows, int64_t id)
{
    return db_query(db, rows, UNITS "WHERE id = $1", DB_INT(id));
}

enum gh_status unit_find(struct db *db, const char *code, const char *name, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id FROM unit WHERE ($1 <> '' AND code = $1) OR ($2 <> '' AND name = $2) "
                                     "ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END, id LIMIT 1",
                                     DB_TEXT(code), DB_TEXT(name ? name : ""));
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status unit_tree_query(struct db *db, struct db_rows *rows)
{
    return db_query(db, rows,
                    "WITH RECURSIVE tree (id, depth) AS (SELECT id, 0 FROM unit WHERE parent IS NULL UNION ALL "
                    "SELECT u.id, t.depth + 1 FROM unit u JOIN tree t ON u.parent = t.id) "
                    "SELECT u.id, COALESCE(u.code, ''), COALESCE(p.code, p.name, ''), u.name, u.name_en, u.pinyin, "
                    "u.quota_day, u.active, a.name FROM tree t JOIN unit u ON u.id = t.id "
                    "LEFT JOIN unit p ON p.id = u.parent "
                    "LEFT JOIN account_role r ON r.unit = u.id AND r.campus = 0 AND r.role = 'unit-approver' "
                    "LEFT JOIN account a ON a.id = r.account ORDER BY t.depth, u.id, a.id");
}

enum gh_status campuses_query(struct db *db, struct db_rows *rows, enum place_scope scope)
{
    return db_query(db, rows, CAMPUSES "WHERE $1 = 0 OR active = 1 ORDER BY id", DB_INT(scope));
}

enum gh_status campus_query(struct db *db, struct db_rows *rows, int64_t id)
{
    return db_query(db, rows, CAMPUSES "WHERE id = $1", DB_INT(id));
}

enum gh_status campus_find(struct db *db, const char *name, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT id FROM campus WHERE name = $1 OR name_en = $1 OR code = $1 ORDER BY id LIMIT 1",
                 DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status gates_query(struct db *db, struct db_rows *rows, enum place_scope scope, int64_t campus)
{
    return db_query(db, rows, GATES "WHERE ($1 = 0 OR active = 1) AND ($2 = 0 OR campus = $2) ORDER BY bit",
                    DB_INT(scope), DB_INT(campus));
}

enum gh_status gate_query(struct db *db, struct db_rows *rows, int64_t bit)
{
    return db_query(db, rows, GATES "WHERE bit = $1", DB_INT(bit));
}

enum gh_status campus_gates(struct db *db, int64_t campus, uint16_t *gates)
{
    struct db_rows rows = {0};
    uint16_t found = 0;
    enum gh_status status = gates_query(db, &rows, PLACES_ALL, campus);
    while (!status && !(status = db_next(&rows)))
        found |= (uint16_t)(1u << (db_int(&rows, GATE_COLUMN_BIT) & 15));
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND)
        return status;
    *gates = found;
    return GH_OK;
}

enum gh_status days_query(struct db *db, struct db_rows *rows, int64_t campus, int64_t from, int64_t to)
{
    return db_query(db, rows,
                    "SELECT day, working, open, deadline_minute, note FROM calendar_day WHERE campus = $1 AND "
                    "day >= $2 AND day < $3 ORDER BY day",
                    DB_INT(campus), DB_INT(from), DB_INT(to));
}
