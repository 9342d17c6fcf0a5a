/* Writes a scope's condition into the SQL of a query. Only column names and numbers enter the text. */
#include "db/scope.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "db/driver.h"

#define SQL_SIZE 8192

const struct scope scope_none;

void scope_add(struct scope *scope, int64_t unit, int64_t campus)
{
    if (!unit && !campus)
        scope->all = true;
    else if (scope->count < SCOPE_PARTS_MAX)
        scope->parts[scope->count++] = (struct scope_part){unit, campus};
}

bool scope_covers(const struct scope *scope, int64_t campus)
{
    for (size_t i = 0; i < scope->count && campus; i++)
        if (!scope->parts[i].unit && scope->parts[i].campus == campus)
            return true;
    return scope->all;
}

int64_t scope_single_campus(const struct scope *scope)
{
    bool single = !scope->all && scope->count == 1 && !scope->parts[0].unit;
    return single ? scope->parts[0].campus : 0;
}

/* ---- SQL ---- */

struct text {
    char *out;
    size_t len;
    bool full;
};

static void put(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(t->out + t->len, SQL_SIZE - t->len, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= SQL_SIZE - t->len)
        t->full = true;
    else
        t->len += (size_t)n;
}

/* Writes the condition for the columns between two braces: "e.campus", or "a.campus a.unit". */
static void put_condition(struct text *t, const struct scope *scope, const char *columns, int len)
{
    const char *blank = memchr(columns, ' ', (size_t)len);
    int campus_len = blank ? (int)(blank - columns) : len, unit_len = blank ? len - campus_len - 1 : 0;
    size_t written = 0;
    for (size_t i = 0; i < scope->count && !scope->all; i++) {
        const struct scope_part *part = &scope->parts[i];
        /* A scope of one unit has nothing where rows have no unit. */
        if (part->unit && !blank)
            continue;
        put(t, written++ ? " OR (" : "((");
        if (part->campus)
            put(t, "%.*s = %lld", campus_len, columns, (long long)part->campus);
        if (part->unit)
            put(t, "%s%.*s = %lld", part->campus ? " AND " : "", unit_len, blank + 1, (long long)part->unit);
        put(t, ")");
    }
    put(t, written ? ")" : scope->all ? "1 = 1" : "1 = 0");
}

/* Returns the number of conditions written. */
static size_t expand(struct text *t, const struct scope *scope, const char *sql)
{
    size_t conditions = 0;
    for (const char *begin; (begin = strchr(sql, '{')) != NULL; conditions++) {
        const char *end = strchr(begin, '}');
        if (!end)
            return 0;
        put(t, "%.*s", (int)(begin - sql), sql);
        put_condition(t, scope, begin + 1, (int)(end - begin - 1));
        sql = end + 1;
    }
    put(t, "%s", sql);
    return conditions;
}

enum gh_status scope_query_values(struct db *db, struct db_rows *rows, const struct scope *scope, const char *sql,
                                  const struct db_value *values, size_t count)
{
    char out[SQL_SIZE];
    struct text t = {.out = out};
    if (expand(&t, scope, sql) == 0) {
        db_note_error(db, "a query without the place of its scope");
        return GH_UNSUPPORTED;
    }
    return t.full ? GH_TOO_LONG : db_query_values(db, rows, out, values, count);
}
