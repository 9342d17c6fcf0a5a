/* Which part of the university a caller may see. Queries that people ask for take it as a parameter, and their SQL says
 * where it applies. tests/lint/lint rejects a query of a table with a campus that goes past this layer.
 *
 * In the SQL, {e.campus} stands for "this row's campus is within the scope", and {a.campus a.unit} for campus and unit.
 * A row of campus 0, which concerns all campuses, is within the scope of all only. */
#ifndef GH_SERVER_DB_SCOPE_H
#define GH_SERVER_DB_SCOPE_H

#include "db/db.h"

#define SCOPE_PARTS_MAX 32

struct scope {
    bool all;
    size_t count; /* 0 and not all: nothing */
    struct scope_part {
        int64_t unit, campus; /* 0: any */
    } parts[SCOPE_PARTS_MAX];
};

/* Sees nothing. */
extern const struct scope scope_none;

/* Adds a part. 0 for both makes the scope that of all. More than SCOPE_PARTS_MAX parts are left out. */
void scope_add(struct scope *scope, int64_t unit, int64_t campus);
/* Returns true when the scope has the whole campus. campus 0: when it has all campuses. */
bool scope_covers(const struct scope *scope, int64_t campus);
/* Returns the campus of a scope of one whole campus; 0 for any other scope. */
int64_t scope_single_campus(const struct scope *scope);

/* Runs a statement within a scope. Errors as db_query_values(). GH_UNSUPPORTED: the SQL does not say where the scope
 * applies. GH_TOO_LONG: the statement is too long. */
enum gh_status GH_MUST_USE scope_query_values(struct db *db, struct db_rows *rows, const struct scope *scope,
                                              const char *sql, const struct db_value *values, size_t count);
/* As in scope_query(db, &rows, scope, "SELECT a FROM entry e WHERE e.id = $1 AND {e.campus}", DB_INT(1)). */
#define scope_query(db, rows, scope, ...) scope_query_values(db, rows, scope, DB_ARGUMENTS(__VA_ARGS__))

#endif
