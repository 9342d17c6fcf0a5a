/* The query behind the reviewers' list of entries. */
#include "review/entry_query.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wire/entry.h"

_Static_assert(PRESENTED_PLATE == 2, "literal of a query");

#define SQL_SIZE 6144
#define FEW 1000  /* passes of a search whose entries are read, and sorted */
#define SOME 3000 /* passes of a search that are kept while the query walks along entries */

/* A statement under construction. Only constants enter the text; values are bound. */
struct sql {
    char text[SQL_SIZE];
    size_t len, count;
    struct db_value values[DB_PARAMETERS_MAX];
    bool narrower; /* it has conditions that the index does not answer */
};

static void put(struct sql *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct sql *sql, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(sql->text + sql->len, SQL_SIZE - sql->len, format, arguments);
    va_end(arguments);
    /* All filters together fill half of the buffer. */
    if (n > 0 && sql->len + (size_t)n < SQL_SIZE)
        sql->len += (size_t)n;
}

/* Binds a value and returns its number. */
static size_t bind(struct sql *sql, struct db_value value)
{
    sql->values[sql->count++] = value;
    return sql->count;
}

/* ---- Passes ---- */

static bool has_person(const struct entry_filter *f)
{
    return !uuid_is_nil(&f->person);
}

static bool concerns_passes(const struct entry_filter *f)
{
    return !uuid_is_nil(&f->pass) || has_person(f) || f->plate[0] || f->name[0] || f->application[0] ||
           f->pass_number[0];
}

/* In index texts the pairs of a name begin at characters 15, 22 and 29, and a longer name's text has more than 34. The
 * four parts have an index each, which leaves out the shorter texts (schema). */
static void put_named(struct sql *sql, const char *pattern)
{
    static const char *const parts[] = {
        "substr(n.name_index, 15, 6)",
        "length(n.name_index) > 21 AND substr(n.name_index, 22, 6)",
        "length(n.name_index) > 28 AND substr(n.name_index, 29, 6)",
    };
    size_t n = bind(sql, DB_TEXT(pattern));
    put(sql, " AND p.person IN (");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        put(sql, "SELECT n.id FROM person n WHERE n.name_index LIKE $%zu AND %s = substr($%zu, 3, 6) UNION ", n,
            parts[i], n);
    put(sql, "SELECT n.id FROM person n WHERE length(n.name_index) > 34 AND n.name_index LIKE $%zu)", n);
}

/* A car without a pass is known by the hash of its plate. Nothing else of it could fit a search. */
static bool may_be_strangers(const struct entry_filter *f)
{
    return f->hash_count > 0 && uuid_is_nil(&f->pass) && !has_person(f) && !f->has_name && !f->application[0] &&
           !f->pass_number[0];
}

/* Appends that a vehicle has the plate. A whole one is found by its index, a part of one by reading all vehicles. */
static void put_plate(struct sql *sql, const struct entry_filter *f, const char *column)
{
    put(sql, f->whole_plate ? "%s = $%zu" : "%s LIKE $%zu ESCAPE '\\'", column, bind(sql, DB_TEXT(f->plate)));
}

static void put_strangers(struct sql *sql, const struct entry_filter *f)
{
    put(sql, "(e.code_digest IN (");
    for (size_t i = 0; i < f->hash_count; i++)
        put(sql, "%s$%zu", i ? ", " : "", bind(sql, DB_BLOB(f->plate_hash[i], KEYED_HASH_LEN)));
    put(sql, ") AND e.evidence = 2 AND e.pass IS NULL)");
}

/* Appends conditions on the passes p, each answered from an index of its own. */
static void put_passes(struct sql *sql, const struct entry_filter *f)
{
    if (!uuid_is_nil(&f->pass))
        put(sql, " AND p.id = $%zu", bind(sql, DB_UUID(&f->pass)));
    if (has_person(f))
        put(sql,
            " AND p.person IN (SELECT n.id FROM person n WHERE length(n.document_hash) > 0 AND n.document_hash = "
            "(SELECT o.document_hash FROM person o WHERE o.id = $%zu))",
            bind(sql, DB_UUID(&f->person)));
    if (f->plate[0]) {
        put(sql, " AND p.vehicle IN (SELECT c.id FROM vehicle c WHERE ");
        put_plate(sql, f, "c.plate");
        put(sql, ")");
    }
    if (f->name[0])
        put_named(sql, f->name);
    if (f->application[0]) {
        size_t n = bind(sql, DB_TEXT(f->application));
        /* ':' follows '9' in ASCII */
        put(sql,
            " AND p.application IN (SELECT b.id FROM application b WHERE b.number >= $%zu AND b.number < $%zu || ':')",
            n, n);
    }
    if (f->pass_number[0])
        put(sql, " AND p.short_number = $%zu", bind(sql, DB_TEXT(f->pass_number)));
}

/* How a search by pass, person or vehicle is answered. */
enum way {
    WAY_NONE,  /* there is no such search */
    WAY_FEW,   /* it fits few passes: their entries are sorted */
    WAY_SOME,  /* the database keeps the passes, and compares those of entries along the time */
    WAY_JOINED /* it fits many: the pass of each entry along the time is looked up */
};

/* Appends the condition that an entry is of one of the passes. Beside a walk CASE keeps both databases from beginning
 * with the passes, and makes PostgreSQL hash them once. The limits are never reached: they tell PostgreSQL how many
 * come. */
static void put_of_passes(struct sql *sql, const struct entry_filter *f, enum way way)
{
    const bool walks = way == WAY_SOME;
    put(sql, "%se.pass IN (SELECT p.id FROM pass p WHERE 1 = 1", walks ? "CASE WHEN " : "");
    put_passes(sql, f);
    put(sql, " LIMIT %d)%s", (walks ? SOME : FEW) + 1, walks ? " THEN 1 ELSE 0 END = 1" : "");
}

/* Appends the same for each entry by itself. As a value the query of one pass stays what it is: PostgreSQL would turn a
 * join around, and begin with all persons. */
static void put_pass_of_entry(struct sql *sql, const struct entry_filter *f)
{
    put(sql, "(SELECT 1 FROM pass p LEFT JOIN person h ON h.id = p.person LEFT JOIN vehicle v ON v.id = p.vehicle "
             "LEFT JOIN application a ON a.id = p.application WHERE p.id = e.pass");
    if (!uuid_is_nil(&f->pass))
        put(sql, " AND p.id = $%zu", bind(sql, DB_UUID(&f->pass)));
    if (has_person(f))
        put(sql,
            " AND length(h.document_hash) > 0 AND h.document_hash = (SELECT o.document_hash FROM person o WHERE o.id = "
            "$%zu)",
            bind(sql, DB_UUID(&f->person)));
    if (f->plate[0]) {
        put(sql, " AND ");
        put_plate(sql, f, "v.plate");
    }
    if (f->name[0])
        put(sql, " AND h.name_index LIKE $%zu", bind(sql, DB_TEXT(f->name)));
    if (f->application[0]) {
        size_t n = bind(sql, DB_TEXT(f->application));
        put(sql, " AND a.number >= $%zu AND a.number < $%zu || ':'", n, n);
    }
    if (f->pass_number[0])
        put(sql, " AND p.short_number = $%zu", bind(sql, DB_TEXT(f->pass_number)));
    put(sql, ") = 1");
}

/* Counts the passes that fit. A search that fits many finds a page along the time soon. */
static enum gh_status choose_way(struct db *db, const struct entry_filter *f, enum way *out)
{
    struct db_rows rows = {0};
    struct sql sql = {.len = 0};
    *out = WAY_NONE;
    if (!concerns_passes(f))
        return GH_OK;
    put(&sql, "SELECT count(*) FROM (SELECT 1 FROM pass p WHERE 1 = 1");
    put_passes(&sql, f);
    put(&sql, " LIMIT %d) one", SOME + 1);
    enum gh_status status = db_query_values(db, &rows, sql.text, sql.values, sql.count);
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0) <= FEW ? WAY_FEW : db_int(&rows, 0) <= SOME ? WAY_SOME : WAY_JOINED;
    db_rows_end(&rows);
    return status;
}

/* ---- Which index ---- */

enum lead {
    LEAD_PASSES, /* few passes: their entries are sorted */
    LEAD_MARK,
    LEAD_OVERRIDE,
    LEAD_GUARD,
    LEAD_UNIT,
    LEAD_REASON, /* to here: a small part of the entries */
    LEAD_DEVICE,
    LEAD_GATE,
    LEAD_CAMPUS,
    LEAD_TIME
};

/* From the narrowest to the widest. Most entries have the reason "ok", which therefore leads nowhere. */
static enum lead lead_of(const struct entry_filter *f, const struct scope *scope, bool few)
{
    return few                                            ? LEAD_PASSES
           : f->mark[0]                                   ? LEAD_MARK
           : f->overrides || f->override_reason >= 0      ? LEAD_OVERRIDE
           : f->guard                                     ? LEAD_GUARD
           : f->unit                                      ? LEAD_UNIT
           : f->reason >= 0 && f->reason != REASON_OK     ? LEAD_REASON
           : !uuid_is_nil(&f->device)                     ? LEAD_DEVICE
           : f->gate >= 0                                 ? LEAD_GATE
           : f->campus || scope_single_campus(scope) != 0 ? LEAD_CAMPUS
                                                          : LEAD_TIME;
}

/* Appends `column = value` when asked. "+ 0" keeps the database from another index than the one that leads. */
static void put_equal(struct sql *sql, bool asked, bool leads, const char *column, int64_t value)
{
    if (!asked)
        return;
    put(sql, " AND %s%s = $%zu", column, leads ? "" : " + 0", bind(sql, DB_INT(value)));
    sql->narrower |= !leads;
}

static void put_lead(struct sql *sql, const struct entry_filter *f, const struct scope *scope, enum lead lead)
{
    int64_t campus = f->campus ? f->campus : scope_single_campus(scope);
    put_equal(sql, lead == LEAD_GUARD, true, "e.guard", f->guard);
    put_equal(sql, lead == LEAD_UNIT, true, "e.unit", f->unit);
    put_equal(sql, lead == LEAD_REASON, true, "e.reason", f->reason);
    put_equal(sql, lead == LEAD_GATE, true, "e.gate", f->gate);
    put_equal(sql, lead == LEAD_CAMPUS, true, "e.campus", campus);
    if (lead == LEAD_DEVICE)
        put(sql, " AND e.device = $%zu", bind(sql, DB_UUID(&f->device)));
    if (lead == LEAD_MARK)
        put(sql, " AND e.mark <> ''");
    if (lead == LEAD_OVERRIDE)
        put(sql, " AND e.kind = %d", ENTRY_OVERRIDE);
}

/* Appends every filter that the lead does not answer. */
static void put_rest(struct sql *sql, const struct entry_filter *f, enum lead lead)
{
    put_equal(sql, f->guard && lead != LEAD_GUARD, false, "e.guard", f->guard);
    put_equal(sql, f->unit && lead != LEAD_UNIT, false, "e.unit", f->unit);
    put_equal(sql, f->reason >= 0 && lead != LEAD_REASON, false, "e.reason", f->reason);
    put_equal(sql, f->gate >= 0 && lead != LEAD_GATE, false, "e.gate", f->gate);
    put_equal(sql, f->campus && lead != LEAD_CAMPUS, false, "e.campus", f->campus);
    put_equal(sql, f->colour >= 0, false, "e.colour", f->colour);
    put_equal(sql, f->kind >= 0, false, "e.kind", f->kind);
    put_equal(sql, f->direction >= 0, false, "e.direction", f->direction);
    put_equal(sql, f->override_reason >= 0, false, "e.override_reason", f->override_reason);
    put_equal(sql, (f->overrides || f->override_reason >= 0) && lead != LEAD_OVERRIDE, false, "e.kind", ENTRY_OVERRIDE);
    if (!uuid_is_nil(&f->device) && lead != LEAD_DEVICE)
        put(sql, " AND COALESCE(e.device, e.device) = $%zu", bind(sql, DB_UUID(&f->device)));
    if (f->category[0])
        put(sql, " AND e.category = $%zu", bind(sql, DB_TEXT(f->category)));
    if (f->mark[0] && strcmp(f->mark, "any") != 0)
        put(sql, " AND e.mark = $%zu", bind(sql, DB_TEXT(f->mark)));
    else if (f->mark[0] && lead != LEAD_MARK)
        put(sql, " AND e.mark <> ''");
    if (f->has_name && !f->name[0])
        put(sql,
            " AND (SELECT h.name_masked FROM pass p JOIN person h ON h.id = p.person WHERE p.id = e.pass) LIKE $%zu "
            "ESCAPE '\\'",
            bind(sql, DB_TEXT(f->name_part)));
    sql->narrower |= !uuid_is_nil(&f->device) || f->category[0] || f->mark[0] || f->has_name;
}

/* ---- The page ---- */

#define COLUMNS                                                                                                        \
    "e.id, COALESCE(e.written, e.number), e.at, e.arrived_at, e.clock_trusted, e.kind, e.evidence, e.direction, "      \
    "e.gate, t.name, t.name_en, d.id, d.name, e.colour, e.reason, g.name, s.name, e.override_reason, e.mark, "         \
    "e.note_sealed, e.refers_to, e.pass, h.name_masked, v.plate, a.number, u.name, "                                   \
    "EXISTS (SELECT 1 FROM car_picture w WHERE w.entry = e.id), a.id, h.id, p.short_number, e.category, "              \
    "e.plate_sealed "
#define JOINED                                                                                                         \
    "JOIN device d ON d.id = e.device LEFT JOIN gate t ON t.bit = e.gate LEFT JOIN guard g ON g.id = e.guard "         \
    "LEFT JOIN guard s ON s.id = e.second_guard LEFT JOIN pass p ON p.id = e.pass "                                    \
    "LEFT JOIN person h ON h.id = p.person LEFT JOIN vehicle v ON v.id = p.vehicle "                                   \
    "LEFT JOIN application a ON a.id = p.application LEFT JOIN unit u ON u.id = e.unit "

/* The page is found first and joined then: else PostgreSQL may join all entries. leads: the scope's own campus leads.
 */
static void put_select(struct sql *sql, bool leads)
{
    put(sql, "SELECT " COLUMNS "FROM (SELECT e.* FROM entry e WHERE %s", leads ? "{e.campus}" : "{e.campus+0}");
}

/* The same from the entries of few passes and those of strangers, each found by an index of its own: PostgreSQL has no
 * index for "of these passes or with these plates", and would read all entries. */
static void put_select_of_few(struct sql *sql, const struct entry_filter *f)
{
    put(sql, "SELECT " COLUMNS "FROM (SELECT e.* FROM (SELECT e.* FROM entry e WHERE {e.campus+0} AND ");
    put_of_passes(sql, f, WAY_FEW);
    put(sql, " UNION ALL SELECT e.* FROM entry e WHERE {e.campus+0} AND ");
    put_strangers(sql, f);
    put(sql, ") e WHERE 1 = 1");
}

/* Returns how many entries a page looks at. An entry takes twice as long or more where the lead's entries lie far apart
 * in the table, and where the pass of each is looked up. */
static int look_of(enum lead lead, bool joined)
{
    return joined || lead <= LEAD_REASON ? ENTRY_LOOK_MAX / 2 : ENTRY_LOOK_MAX;
}

static void put_time(struct sql *sql, const struct entry_filter *f, tick from, bool sorted)
{
    static const struct uuid none;
    const char *at = sorted ? "e.at" : "e.at + 0";
    bool goes_on = f->after.at != 0;
    size_t to = bind(sql, DB_INT(goes_on ? f->after.at : f->to));
    size_t id = bind(sql, DB_BLOB(goes_on ? f->after.id.b : none.b, UUID_LEN));
    put(sql, " AND %s <= $%zu AND (e.at < $%zu OR e.id < $%zu) AND %s >= $%zu", at, to, to, id, at,
        bind(sql, DB_INT(from)));
}

/* Finds the time of the last entry of `most` that a page looks at; *out stays when it looks at all. The time tells
 * nothing of an entry, so the scope does not narrow it. */
static enum gh_status find_end(struct db *db, const struct entry_filter *f, const struct scope *scope, enum lead lead,
                               int most, tick *out)
{
    static const struct scope all = {.all = true};
    struct db_rows rows = {0};
    struct sql sql = {.len = 0};
    put(&sql, "SELECT e.at FROM entry e WHERE {e.campus}");
    put_lead(&sql, f, scope, lead);
    put_time(&sql, f, f->from, true);
    put(&sql, " ORDER BY e.at DESC, e.id DESC LIMIT 1 OFFSET %d", most);
    enum gh_status status = scope_query_values(db, &rows, &all, sql.text, sql.values, sql.count);
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Appends which passes the entries are of, unless the query begins with these. */
static void put_way(struct sql *sql, const struct entry_filter *f, enum way way)
{
    if (way == WAY_NONE || (way == WAY_FEW && may_be_strangers(f)))
        return;
    put(sql, " AND (");
    if (way == WAY_JOINED)
        put_pass_of_entry(sql, f);
    else
        put_of_passes(sql, f, way);
    if (may_be_strangers(f)) {
        put(sql, " OR ");
        put_strangers(sql, f);
    }
    put(sql, ")");
    sql->narrower = true;
}

enum gh_status entry_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct entry_filter *f,
                           struct entry_cursor *rest)
{
    struct sql sql = {.len = 0};
    enum way way;
    tick from = f->from;
    enum gh_status status = choose_way(db, f, &way);
    const bool few = way == WAY_FEW, joined = way == WAY_JOINED || (f->has_name && !f->name[0]);
    enum lead lead = lead_of(f, scope, few);
    *rest = (struct entry_cursor){0};
    if (few && may_be_strangers(f))
        put_select_of_few(&sql, f);
    else
        put_select(&sql, lead == LEAD_CAMPUS && !f->campus);
    sql.narrower = !scope->all &&
                   !(lead == LEAD_CAMPUS && scope_covers(scope, f->campus ? f->campus : scope_single_campus(scope)));
    put_lead(&sql, f, scope, lead);
    put_rest(&sql, f, lead);
    put_way(&sql, f, way);
    if (!status && sql.narrower && !few)
        status = find_end(db, f, scope, lead, look_of(lead, joined), &from);
    if (from > f->from)
        *rest = (struct entry_cursor){.at = from};
    put_time(&sql, f, from, !few);
    put(&sql, " ORDER BY e.at%s DESC, e.id DESC LIMIT $%zu", few ? " + 0" : "", bind(&sql, DB_INT(f->limit)));
    put(&sql, ") e " JOINED "ORDER BY e.at DESC, e.id DESC");
    return status ? status : scope_query_values(db, rows, scope, sql.text, sql.values, sql.count);
}

enum gh_status entry_arrivals_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                    const struct entry_arrivals *asked)
{
    const bool newest = asked->after.at == 0;
    struct sql sql = {.len = 0};
    const size_t from = bind(&sql, DB_INT(newest ? asked->from : asked->after.at));
    const size_t id = bind(&sql, DB_BLOB(asked->after.id.b, UUID_LEN)), to = bind(&sql, DB_INT(asked->to));
    put(&sql,
        "SELECT " COLUMNS "FROM (SELECT e.* FROM entry e WHERE {e.campus+0} AND e.arrived_at >= $%zu AND "
        "(e.arrived_at > $%zu OR e.id > $%zu) AND e.arrived_at <= $%zu",
        from, from, id, to);
    if (asked->campus)
        put(&sql, " AND e.campus + 0 = $%zu", bind(&sql, DB_INT(asked->campus)));
    put(&sql, newest ? " ORDER BY e.arrived_at DESC, e.id DESC" : " ORDER BY e.arrived_at, e.id");
    put(&sql, " LIMIT $%zu) e " JOINED "ORDER BY e.arrived_at, e.id", bind(&sql, DB_INT(asked->limit)));
    return scope_query_values(db, rows, scope, sql.text, sql.values, sql.count);
}
