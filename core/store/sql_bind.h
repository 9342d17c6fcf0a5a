/* The old way to bind values, for what still uses it. */
#ifndef GH_STORE_SQL_BIND_H
#define GH_STORE_SQL_BIND_H

#include "store/sql.h"

#define sql_statement sql_rows

/* Statements whose values are bound one by one. */
enum gh_status GH_MUST_USE sql_prepare(struct sql *sql, const char *text, struct sql_statement **out);
void sql_bind_int(struct sql_statement *s, int index, int64_t value);
void sql_bind_bytes(struct sql_statement *s, int index, struct bytes value);
void sql_bind_bytes_or_null(struct sql_statement *s, int index, struct bytes value);
void sql_bind_text(struct sql_statement *s, int index, const char *value);
enum gh_status GH_MUST_USE sql_step(struct sql_statement *s, bool *row);
enum gh_status GH_MUST_USE sql_run(struct sql_statement *s);
void sql_reset(struct sql_statement *s);
enum gh_status GH_MUST_USE sql_query_int(struct sql *sql, const char *text, int64_t *out);

#endif
