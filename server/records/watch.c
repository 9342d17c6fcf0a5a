/* Queries that warn about barred people, overlapping applications and full quotas. */
#include "records/watch.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"

#define STANDING "('unit-review', 'security-review', 'confirming', 'approved')"

/* An amendment and what it amends are one visit. a and b: the two applications. */
#define OTHER_VISIT "AND (a.amends IS NULL OR a.amends <> b.id) AND (b.amends IS NULL OR b.amends <> a.id) "

/* At $2, for the campus $3: an entry of campus 0 concerns all. */
#define IN_FORCE "lifted_at IS NULL AND (until_at IS NULL OR until_at > $2) AND (campus = 0 OR campus = $3)"

static enum gh_status is_barred(struct db *db, const char *sql, const uint8_t hash[static KEYED_HASH_LEN],
                                int64_t campus, tick now, bool *barred)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, sql, DB_BLOB(hash, KEYED_HASH_LEN), DB_INT(now), DB_INT(campus));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *barred = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status watch_person(struct db *db, const struct vault *vault, const struct person *p, int64_t campus,
                                   tick now, bool *barred)
{
    static const char sql[] = "SELECT 1 FROM barred WHERE person_hash = $1 AND " IN_FORCE;
    char form[APPLICATION_FIELD_SIZE + DOCUMENT_FORM_SIZE];
    uint8_t hash[KEYED_HASH_LEN];
    *barred = false;
    if (p->document_kind < 0)
        return GH_OK;
    (void)snprintf(form, sizeof form, "%s:%s", document_kind_name((enum document_kind)p->document_kind),
                   p->document_number);
    person_hash(vault->campus_key, bytes_of_string(form), hash);
    sodium_memzero(form, sizeof form);
    return is_barred(db, sql, hash, campus, now, barred);
}

static enum gh_status watch_plate(struct db *db, const struct vault *vault, const struct vehicle *v, int64_t campus,
                                  tick now, bool *barred)
{
    static const char sql[] = "SELECT 1 FROM barred WHERE plate_hash = $1 AND " IN_FORCE;
    struct plate plate;
    uint8_t hash[KEYED_HASH_LEN];
    *barred = false;
    if (plate_accept(bytes_of_string(v->plate), &plate) != PLATE_OK)
        return GH_OK;
    plate_hash(vault->campus_key, &plate, hash);
    return is_barred(db, sql, hash, campus, now, barred);
}

enum gh_status watch_barred(struct db *db, const struct vault *vault, const struct application *a, tick now,
                            struct field_errors *errors)
{
    static const char message[] = N_("Entry is not possible. Please call the security office.");
    enum gh_status status = GH_OK;
    bool barred = false;
    for (size_t i = 0; !status && i < a->person_count; i++) {
        if (!application_person_enters(a, i))
            continue;
        status = watch_person(db, vault, &a->persons[i], a->campus, now, &barred);
        if (!status && barred)
            field_errors_add(errors, "barred", message, "persons[%zu]", i);
    }
    for (size_t i = 0; !status && i < a->vehicle_count; i++) {
        if (a->vehicles[i].refused)
            continue;
        status = watch_plate(db, vault, &a->vehicles[i], a->campus, now, &barred);
        if (!status && barred)
            field_errors_add(errors, "barred", message, "vehicles[%zu]", i);
    }
    return status;
}

/* Selects from the rows p of a table, with the application a of each, those that another visit of the same time names.
 * q is found by an index over what stands, so that drafts and old applications cost nothing. A draft has entrants
 * without a hash, and erased ones lose theirs: an empty hash is nobody's.
 * account, unit: parameters of the reader; the scope is everything for the office. */
#define NAMED_ELSEWHERE(table, hash, account, unit)                                                                    \
    "FROM " table " p JOIN application a ON a.id = p.application WHERE length(p." hash ") > 0 AND EXISTS (SELECT 1 "   \
    "FROM " table " q JOIN application b ON b.id = q.application " OTHER_VISIT "WHERE q." hash " = p." hash            \
    " AND q.standing = 1 AND q.application <> p.application AND q.dropped_at IS NULL AND q.refused = 0 AND "           \
    "b.first_at < a.last_at AND b.last_at > a.first_at AND (b.applicant = " account " OR b.unit = " unit " OR "        \
    "{b.campus b.unit})) "

static const struct scope everything = {.all = true};

static enum gh_status add_overlaps(struct db *db, const struct watch_reader *reader, bool office, const char *sql,
                                   const struct application *a, const char *path, struct field_errors *hints)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(db, &rows, office ? &everything : &reader->units, sql, DB_UUID(&a->id),
                                        DB_INT(reader->account), DB_INT(reader->unit));
    while (!status && !(status = db_next(&rows)))
        field_errors_add(hints, "overlap", N_("Another application names the same for this time."), path,
                         (size_t)db_int(&rows, 0));
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status watch_overlaps(struct db *db, const struct watch_reader *reader, bool office,
                              const struct application *a, struct field_errors *hints)
{
#define OVERLAPS(table, hash)                                                                                          \
    "SELECT p.ordinal " NAMED_ELSEWHERE(table, hash, "$2", "$3") "AND p.application = $1 ORDER BY p.ordinal"
    enum gh_status status =
        add_overlaps(db, reader, office, OVERLAPS("person", "document_hash"), a, "persons[%zu]", hints);
    return status ? status
                  : add_overlaps(db, reader, office, OVERLAPS("vehicle", "plate_hash"), a, "vehicles[%zu]", hints);
#undef OVERLAPS
}

#define THESE                                                                                                          \
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, " \
    "$25, $26, $27, $28, $29, $30, $31, $32)"
#define OVERLAPPING(table, hash)                                                                                       \
    "SELECT p.application, COUNT(*) " NAMED_ELSEWHERE(table, hash, "$33", "$34") "AND p.application IN " THESE         \
                                                                                 " GROUP BY p.application"
/* Those whose mobile stands before in the same application. */
#define SAME_MOBILE                                                                                                    \
    "SELECT p.application, COUNT(*) - COUNT(DISTINCT p.mobile_hash) FROM person p WHERE p.application IN " THESE       \
    " AND p.dropped_at IS NULL AND length(p.mobile_hash) > 0 GROUP BY p.application"

/* A count over some rows of a page: those that have more than `above` persons or vehicles. */
struct count {
    const char *sql;
    const struct watch_reader *reader; /* NULL: the SQL has no reader */
    bool office;                       /* the rows of the office, or the others */
    bool vehicles;
    int64_t above;
};

static bool concerns(const struct count *c, const struct watch_row *row)
{
    return (c->vehicles ? row->vehicles : row->persons) > c->above && (!c->reader || c->office == row->office);
}

static enum gh_status run(struct db *db, const struct count *c, struct db_rows *found,
                          struct db_value values[static WATCH_ROWS + 2])
{
    if (!c->reader)
        return db_query_values(db, found, c->sql, values, WATCH_ROWS);
    values[WATCH_ROWS] = DB_INT(c->reader->account);
    values[WATCH_ROWS + 1] = DB_INT(c->reader->unit);
    return scope_query_values(db, found, c->office ? &everything : &c->reader->units, c->sql, values, WATCH_ROWS + 2);
}

static enum gh_status add_counts(struct db *db, const struct count *c, struct watch_row *rows, size_t count)
{
    struct db_value values[WATCH_ROWS + 2];
    struct db_rows found = {0};
    struct uuid id;
    size_t asked = 0;
    for (size_t i = 0; i < count; i++)
        if (concerns(c, &rows[i]))
            values[asked++] = DB_UUID(&rows[i].id);
    if (asked == 0)
        return GH_OK;
    for (size_t i = asked; i < WATCH_ROWS; i++)
        values[i] = DB_NULL;
    enum gh_status status = run(db, c, &found, values);
    while (!status && !(status = db_next(&found)) && !(status = db_copy_blob(&found, 0, id.b, UUID_LEN)))
        for (size_t i = 0; i < count; i++)
            if (uuid_equal(&rows[i].id, &id))
                rows[i].hints += db_int(&found, 1);
    db_rows_end(&found);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status watch_count_hints(struct db *db, const struct watch_reader *reader, struct watch_row *rows, size_t count)
{
    const struct count counts[] = {
        {OVERLAPPING("person", "document_hash"), reader, .office = false},
        {OVERLAPPING("person", "document_hash"), reader, .office = true},
        {OVERLAPPING("vehicle", "plate_hash"), reader, .office = false, .vehicles = true},
        {OVERLAPPING("vehicle", "plate_hash"), reader, .office = true, .vehicles = true},
        {SAME_MOBILE, .above = 1},
    };
    enum gh_status status = count > WATCH_ROWS ? GH_TOO_LONG : GH_OK;
    for (size_t i = 0; i < count; i++)
        rows[i].hints = 0;
    for (size_t i = 0; !status && i < sizeof counts / sizeof counts[0]; i++)
        status = add_counts(db, &counts[i], rows, count);
    return status;
}

/* Counts what stands beside the application. Of an amended one the approved entrants count. */
static enum gh_status entrants_of_day(struct db *db, const struct application *a, tick from, tick to, int64_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT CAST(COALESCE(SUM(b.entrants), 0) AS BIGINT) FROM application b WHERE b.unit = $1 AND "
                 "b.id <> $2 AND b.amends IS NULL AND b.id <> $5 AND "
                 "b.state IN " STANDING " AND EXISTS (SELECT 1 FROM period p WHERE p.application = b.id "
                 "AND p.dropped_at IS NULL AND p.from_at < $4 AND p.to_at > $3)",
                 DB_INT(a->unit), DB_UUID(&a->id), DB_INT(from), DB_INT(to),
                 DB_BLOB(uuid_is_nil(&a->amends) ? a->id.b : a->amends.b, UUID_LEN));
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status load_quota(struct db *db, int64_t unit, int64_t *quota)
{
    struct db_rows rows = {0};
    *quota = -1;
    enum gh_status status = db_query(db, &rows, "SELECT quota_day FROM unit WHERE id = $1", DB_INT(unit));
    if (!status && !(status = db_next(&rows)) && !db_is_null(&rows, 0))
        *quota = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status watch_quota(struct db *db, const struct application *a, const struct campus *campus, bool *within)
{
    int64_t quota, others = 0;
    enum gh_status status = load_quota(db, a->unit, &quota);
    *within = true;
    for (size_t i = 0; !status && quota >= 0 && *within && i < a->period_count; i++) {
        int64_t first = calendar_day_of(&campus->calendar, a->periods[i].from);
        int64_t last = calendar_day_of(&campus->calendar, a->periods[i].to - 1);
        for (int64_t day = first; !status && *within && day <= last; day++) {
            status = entrants_of_day(db, a, calendar_day_start(&campus->calendar, day),
                                     calendar_day_start(&campus->calendar, day + 1), &others);
            *within = others + (int64_t)application_entrants(a) <= quota;
        }
    }
    return status;
}
