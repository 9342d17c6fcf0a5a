/* The replica's look-ups: passes, barred hashes, uses at other gates. */
#include <string.h>

#include "store/replica_internal.h"

#define PASS_COLUMNS                                                                                                   \
    "pass.id, version, state, not_before, expires, issued_at, kind, uses, gates, home_gate, holder, unit, visit,"      \
    " person, plate, display.sealed FROM pass LEFT JOIN display ON display.row = pass.display "

/* Values outside their enums were written by no replica_apply. */
static bool in_range(const struct replica_pass *p)
{
    return p->state >= ROW_VALID && p->state <= ROW_REVOKED && p->claims.kind >= PASS_PEDESTRIAN &&
           p->claims.kind <= PASS_RIDER && p->claims.uses >= PASS_SINGLE_USE && p->claims.uses <= PASS_MULTIPLE_USE &&
           p->claims.home_gate < GATE_COUNT;
}

static enum gh_status read_pass(struct sql_statement *s, struct replica_pass *out)
{
    enum gh_status status;
    struct bytes display = sql_bytes(s, 15);
    *out = (struct replica_pass){.version = (uint64_t)sql_int(s, 1),
                                 .state = (enum row_state)sql_int(s, 2),
                                 .claims = {.not_before = sql_int(s, 3),
                                            .expires = sql_int(s, 4),
                                            .issued_at = sql_int(s, 5),
                                            .kind = (enum pass_kind)sql_int(s, 6),
                                            .uses = (enum pass_uses)sql_int(s, 7),
                                            .gates = (uint16_t)sql_int(s, 8),
                                            .home_gate = (uint8_t)sql_int(s, 9),
                                            .has_holder = !sql_is_null(s, 10)},
                                 .unit = (uint32_t)sql_int(s, 11),
                                 .display_len = display.len};
    if (display.len > sizeof out->display || !in_range(out))
        return GH_CORRUPT;
    if (display.len > 0)
        memcpy(out->display, display.data, display.len);
    if ((status = sql_copy_bytes(s, 0, out->claims.pass_id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(s, 10, out->claims.holder, HOLDER_CHECK_LEN)) ||
        (status = sql_copy_bytes(s, 12, out->group.b, UUID_LEN)) ||
        (status = sql_copy_bytes(s, 13, out->person, PERSON_HASH_LEN)))
        return status;
    return sql_copy_bytes(s, 14, out->plate, PLATE_HASH_LEN);
}

/* A revocation whose pass never came: still red, wherever the pass itself may be. */
static enum gh_status find_revocation(struct replica *r, const struct uuid *pass_id, struct replica_pass *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(r->sql, "SELECT version FROM revoked WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    *out = (struct replica_pass){
        .claims = {.pass_id = *pass_id}, .state = ROW_REVOKED, .version = (uint64_t)sql_int(s, 0)};
    sql_reset(s);
    return GH_OK;
}

enum gh_status replica_find_pass(struct replica *r, const struct uuid *pass_id, struct replica_pass *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(r->sql, "SELECT " PASS_COLUMNS "WHERE pass.id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return find_revocation(r, pass_id, out);
    struct replica_pass pass;
    status = read_pass(s, &pass);
    sql_reset(s);
    if (!status)
        *out = pass;
    return status;
}

/* All rows of a bound statement: the first max of them in out, their number in *count. */
static enum gh_status collect(struct sql_statement *s, struct replica_pass *out, size_t max, size_t *count)
{
    size_t n = 0;
    bool row;
    enum gh_status status;
    while (!(status = sql_step(s, &row)) && row) {
        if (n < max && (status = read_pass(s, &out[n])))
            break;
        n++;
    }
    sql_reset(s);
    if (!status)
        *count = n;
    return status;
}

enum gh_status replica_find_by_number(struct replica *r, const char number[static SHORT_NUMBER_LEN],
                                      struct replica_pass *out, size_t max, size_t *count)
{
    char text[SHORT_NUMBER_LEN + 1];
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "SELECT " PASS_COLUMNS "WHERE number = ?1 ORDER BY state, pass.id", &s);
    if (status)
        return status;
    memcpy(text, number, SHORT_NUMBER_LEN);
    text[SHORT_NUMBER_LEN] = '\0';
    sql_bind_text(s, 1, text);
    return collect(s, out, max, count);
}

static bool all_zero(const uint8_t *data, size_t len)
{
    uint8_t any = 0;
    for (size_t i = 0; i < len; i++)
        any |= data[i];
    return any == 0;
}

static enum gh_status find_vehicles(struct replica *r, const char *text, const uint8_t *hash, const tick window[2],
                                    struct replica_pass *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(hash, PLATE_HASH_LEN));
    sql_bind_int(s, 2, window[0]);
    sql_bind_int(s, 3, window[1]);
    return collect(s, out, max, count);
}

enum gh_status replica_find_by_plate(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN], tick from, tick to,
                                     struct replica_pass *out, size_t max, size_t *count)
{
    /* expires is the start of the last valid second, so the pass still holds for most of a second after it. */
    const tick window[2] = {from - TICK_SECOND + 1, to};
    size_t found = 0;
    if (all_zero(hash, PLATE_HASH_LEN)) {
        *count = 0;
        return GH_OK;
    }
    enum gh_status status = find_vehicles(r,
                                          "SELECT " PASS_COLUMNS "WHERE plate = ?1 AND expires >= ?2 AND not_before <="
                                          " ?3 AND kind = 2 AND state <> 3 ORDER BY not_before, pass.id",
                                          hash, window, out, max, &found);
    /* A reissued pass revokes the one before: a revoked one must not make the guard choose, and is still worth a red
     * verdict when it is all there is. */
    if (!status && found == 0)
        status = find_vehicles(r,
                               "SELECT " PASS_COLUMNS "WHERE plate = ?1 AND expires >= ?2 AND not_before <= ?3 AND"
                               " kind = 2 AND state = 3 ORDER BY not_before, pass.id",
                               hash, window, out, max, &found);
    if (!status)
        *count = found;
    return status;
}

enum gh_status replica_each_vehicle(struct replica *r, tick from, tick to, replica_pass_sink sink, void *context)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status =
        sql_prepare(r->sql,
                    "SELECT " PASS_COLUMNS "WHERE plate IS NOT NULL AND kind = 2 AND state = 1 AND expires >= ?1 AND "
                    "not_before <= ?2",
                    &s);
    if (status)
        return status;
    sql_bind_int(s, 1, from);
    sql_bind_int(s, 2, to);
    while (!(status = sql_step(s, &row)) && row) {
        struct replica_pass pass;
        if ((status = read_pass(s, &pass)) || (status = sink(context, &pass)))
            break;
    }
    sql_reset(s);
    return status;
}

enum gh_status replica_find_group(struct replica *r, const struct uuid *group, struct replica_pass *out, size_t max,
                                  size_t *count)
{
    struct sql_statement *s;
    if (uuid_is_nil(group)) {
        *count = 0;
        return GH_OK;
    }
    enum gh_status status =
        sql_prepare(r->sql, "SELECT " PASS_COLUMNS "WHERE visit = ?1 ORDER BY kind <> 2, pass.id", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(group->b, UUID_LEN));
    return collect(s, out, max, count);
}

static enum gh_status is_barred(struct replica *r, bool plate, struct bytes hash, bool *barred)
{
    struct sql_statement *s;
    if (all_zero(hash.data, hash.len)) { /* no person, no plate */
        *barred = false;
        return GH_OK;
    }
    enum gh_status status = sql_prepare(r->sql, "SELECT 1 FROM bar WHERE plate = ?1 AND hash = ?2 AND lifted = 0", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, plate);
    sql_bind_bytes(s, 2, hash);
    bool row = false;
    status = sql_step(s, &row);
    sql_reset(s);
    if (!status)
        *barred = row;
    return status;
}

enum gh_status replica_is_barred(struct replica *r, const uint8_t person[static PERSON_HASH_LEN],
                                 const uint8_t plate[static PLATE_HASH_LEN], bool *person_barred, bool *plate_barred)
{
    bool by_person = false, by_plate = false;
    enum gh_status status = is_barred(r, false, BYTES(person, PERSON_HASH_LEN), &by_person);
    if (status || (status = is_barred(r, true, BYTES(plate, PLATE_HASH_LEN), &by_plate)))
        return status;
    *person_barred = by_person;
    *plate_barred = by_plate;
    return GH_OK;
}

enum gh_status replica_find_use(struct replica *r, const struct uuid *pass_id, struct use *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status =
        sql_prepare(r->sql, "SELECT at, gate FROM use WHERE pass_id = ?1 AND taken_back = 0 ORDER BY at LIMIT 1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    *out = row ? (struct use){.used = true, .at = sql_int(s, 0), .gate = (uint8_t)sql_int(s, 1)} : (struct use){0};
    sql_reset(s);
    return GH_OK;
}
