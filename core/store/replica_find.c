/* Looks up passes, barred plates and uses at other gates. */
#include <string.h>

#include "store/replica_internal.h"

#define PASS_COLUMNS                                                                                                   \
    "pass.id, version, state, not_before, expires, issued_at, kind, uses, gates, home_gate, holder_bits, unit, visit," \
    " barred, plate, display.sealed, barred_until FROM pass LEFT JOIN display ON display.row = pass.display "

/* replica_write() never writes values outside their enums. */
static bool in_range(const struct replica_pass *p)
{
    return p->state >= ROW_VALID && p->state <= ROW_REVOKED && p->claims.kind >= PASS_PEDESTRIAN &&
           p->claims.kind <= PASS_RIDER && p->claims.uses >= PASS_SINGLE_USE && p->claims.uses <= PASS_MULTIPLE_USE &&
           p->claims.home_gate < GATE_COUNT;
}

static enum gh_status read_pass(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct bytes display = sql_bytes(row, 15);
    struct replica_pass p = {.version = (uint64_t)sql_int(row, 1),
                             .state = (enum row_state)sql_int(row, 2),
                             .claims = {.not_before = sql_int(row, 3),
                                        .expires = sql_int(row, 4),
                                        .issued_at = sql_int(row, 5),
                                        .kind = (enum pass_kind)sql_int(row, 6),
                                        .uses = (enum pass_uses)sql_int(row, 7),
                                        .gates = (uint16_t)sql_int(row, 8),
                                        .home_gate = (uint8_t)sql_int(row, 9),
                                        .has_holder = !sql_is_null(row, 10)},
                             .unit = (uint32_t)sql_int(row, 11),
                             .barred = sql_int(row, 13) != 0,
                             .barred_until = sql_int(row, 16),
                             .display_len = display.len};
    const int64_t bits = sql_int(row, 10); /* 12 of the holder check */
    p.claims.holder[0] = (uint8_t)(bits >> 4);
    p.claims.holder[1] = (uint8_t)((bits & 0x0f) << 4);
    if (display.len > sizeof p.display || !in_range(&p))
        return GH_CORRUPT;
    if (display.len > 0)
        memcpy(p.display, display.data, display.len);
    if ((status = sql_copy_bytes(row, 0, p.claims.pass_id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 12, p.group.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 14, p.plate, PLATE_HASH_LEN)))
        return status;
    *(struct replica_pass *)out = p;
    return GH_OK;
}

/* A revocation without its pass still makes the verdict red. */
static enum gh_status find_revocation(struct replica *r, const struct uuid *pass_id, struct replica_pass *out)
{
    int64_t version;
    enum gh_status status =
        sql_first_int(r->sql, &version, "SELECT version FROM revoked WHERE id = $1", DB_UUID(pass_id));
    if (!status)
        *out =
            (struct replica_pass){.claims = {.pass_id = *pass_id}, .state = ROW_REVOKED, .version = (uint64_t)version};
    return status;
}

enum gh_status replica_find_pass(struct replica *r, const struct uuid *pass_id, struct replica_pass *out)
{
    enum gh_status status =
        sql_read_one(r->sql, read_pass, out, "SELECT " PASS_COLUMNS "WHERE pass.id = $1", DB_UUID(pass_id));
    return status == GH_NOT_FOUND ? find_revocation(r, pass_id, out) : status;
}

enum gh_status replica_find_by_number(struct replica *r, const char number[static SHORT_NUMBER_LEN],
                                      struct replica_pass *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_pass, out, max, count),
                        "SELECT " PASS_COLUMNS "WHERE number = $1 ORDER BY state, pass.id",
                        DB_TEXT_BYTES(BYTES(number, SHORT_NUMBER_LEN)));
}

static bool all_zero(const uint8_t *data, size_t len)
{
    uint8_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= data[i];
    return any == 0;
}

static enum gh_status find_vehicles(struct replica *r, const char *text, const uint8_t *hash, const tick window[2],
                                    struct sql_list found)
{
    return sql_read_all(r->sql, found, text, DB_BLOB(hash, PLATE_HASH_LEN), DB_INT(window[0]), DB_INT(window[1]));
}

#define VEHICLES_OF_PLATE(is)                                                                                          \
    "SELECT " PASS_COLUMNS "WHERE plate = $1 AND expires >= $2 AND not_before <= $3 AND kind = " SQL_VEHICLE           \
    " AND state " is " " SQL_REVOKED " ORDER BY not_before, pass.id"

enum gh_status replica_find_by_plate(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN], tick from, tick to,
                                     struct replica_pass *out, size_t max, size_t *count)
{
    /* expires is the start of the last valid second: the pass is valid until the end of that second. */
    const tick window[2] = {from - TICK_SECOND + 1, to};
    size_t found = 0;
    if (all_zero(hash, PLATE_HASH_LEN)) {
        *count = 0;
        return GH_OK;
    }
    enum gh_status status =
        find_vehicles(r, VEHICLES_OF_PLATE("<>"), hash, window, SQL_INTO(read_pass, out, max, &found));
    /* Reissuing a pass revokes the earlier one. The guard must not have to choose between the two, but a revoked pass
     * alone still makes a red verdict. */
    if (!status && found == 0)
        status = find_vehicles(r, VEHICLES_OF_PLATE("="), hash, window, SQL_INTO(read_pass, out, max, &found));
    if (!status)
        *count = found;
    return status;
}

enum gh_status replica_each_vehicle(struct replica *r, tick from, tick to, replica_pass_sink sink, void *context)
{
    struct sql_rows *rows;
    enum gh_status status = sql_query(r->sql, &rows,
                                      "SELECT " PASS_COLUMNS "WHERE plate IS NOT NULL AND kind = " SQL_VEHICLE
                                      " AND state = " SQL_VALID " AND expires >= $1 AND not_before <= $2",
                                      DB_INT(from), DB_INT(to));
    while (!status && !(status = sql_next(rows))) {
        struct replica_pass pass;
        if (!(status = read_pass(rows, &pass)))
            status = sink(context, &pass);
    }
    sql_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status replica_find_group(struct replica *r, const struct uuid *group, struct replica_pass *out, size_t max,
                                  size_t *count)
{
    if (uuid_is_nil(group)) {
        *count = 0;
        return GH_OK;
    }
    return sql_read_all(r->sql, SQL_INTO(read_pass, out, max, count),
                        "SELECT " PASS_COLUMNS "WHERE visit = $1 ORDER BY kind <> " SQL_VEHICLE ", pass.id",
                        DB_UUID(group));
}

enum gh_status replica_plate_is_barred(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN], tick proved,
                                       bool *barred)
{
    if (all_zero(hash, PLATE_HASH_LEN)) { /* no plate */
        *barred = false;
        return GH_OK;
    }
    return sql_exists(r->sql, barred,
                      "SELECT 1 FROM bar WHERE plate = 1 AND hash = $1 AND lifted = 0 AND (until = 0 OR until > $2)",
                      DB_BLOB(hash, PLATE_HASH_LEN), DB_INT(proved));
}

static enum gh_status read_use(struct sql_rows *row, void *out)
{
    *(struct use *)out = (struct use){.used = true, .at = sql_int(row, 0), .gate = (uint8_t)sql_int(row, 1)};
    return GH_OK;
}

enum gh_status replica_find_use(struct replica *r, const struct uuid *pass_id, struct use *out)
{
    struct use use = {0};
    enum gh_status status = sql_read_one(
        r->sql, read_use, &use, "SELECT at, gate FROM use WHERE pass_id = $1 AND taken_back = 0 ORDER BY at LIMIT 1",
        DB_UUID(pass_id));
    if (status && status != GH_NOT_FOUND)
        return status;
    *out = use;
    return GH_OK;
}

static enum gh_status read_whole_use(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct wire_use use = {.at = sql_int(row, 2), .gate = (uint8_t)sql_int(row, 3)};
    if ((status = sql_copy_bytes(row, 0, use.entry_id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 1, use.pass_id.b, UUID_LEN)))
        return status;
    *(struct wire_use *)out = use;
    return GH_OK;
}

enum gh_status replica_uses(struct replica *r, const struct uuid *pass_id, struct wire_use *out, size_t max,
                            size_t *count)
{
    return sql_read_all(
        r->sql, SQL_INTO(read_whole_use, out, max, count),
        "SELECT entry_id, pass_id, at, gate FROM use WHERE pass_id = $1 AND taken_back = 0 ORDER BY at, entry_id",
        DB_UUID(pass_id));
}
