/* An entry as a row. */
#include "store/journal_internal.h"

void entry_bind(struct sql_statement *s, const struct entry *e)
{
    int i = 1;
    sql_bind_int(s, i++, (int64_t)e->number);
    sql_bind_bytes(s, i++, BYTES(e->id.b, UUID_LEN));
    sql_bind_int(s, i++, e->at);
    sql_bind_int(s, i++, e->clock_trusted);
    sql_bind_int(s, i++, e->kind);
    sql_bind_int(s, i++, e->presented_as);
    sql_bind_int(s, i++, e->direction);
    sql_bind_int(s, i++, e->gate);
    sql_bind_bytes_or_null(s, i++, BYTES(e->pass_id.b, UUID_LEN));
    sql_bind_bytes_or_null(s, i++, BYTES(e->group.b, UUID_LEN));
    sql_bind_bytes_or_null(s, i++, BYTES(e->refers_to.b, UUID_LEN));
    sql_bind_int(s, i++, e->colour);
    sql_bind_int(s, i++, e->reason);
    sql_bind_int(s, i++, e->reasons);
    sql_bind_int(s, i++, e->guard);
    sql_bind_int(s, i++, e->second_guard);
    sql_bind_int(s, i++, e->override_reason);
    sql_bind_int(s, i++, e->uses_up);
    sql_bind_int(s, i++, e->pass_expires);
    sql_bind_int(s, i++, e->live);
    sql_bind_bytes_or_null(s, i++, BYTES(e->code_digest, sizeof e->code_digest));
    sql_bind_text(s, i++, e->note);
    sql_bind_bytes(s, i++, BYTES(e->previous, ENTRY_HASH_LEN));
    sql_bind_bytes(s, i, BYTES(e->hash, ENTRY_HASH_LEN));
}

static bool in_range(const struct entry *e)
{
    return (unsigned)e->kind >= ENTRY_ADMIT && (unsigned)e->kind <= ENTRY_SIGN_OUT &&
           (unsigned)e->presented_as <= PRESENTED_PLATE && (unsigned)e->direction <= DIRECTION_OUT &&
           e->gate < GATE_COUNT && (unsigned)e->colour <= VERDICT_GREEN && (unsigned)e->reason < REASON_COUNT &&
           (unsigned)e->override_reason < OVERRIDE_COUNT;
}

enum gh_status entry_read(struct sql_statement *s, struct entry *out)
{
    struct entry e = {0};
    enum gh_status status;
    e.number = (uint64_t)sql_int(s, 0);
    e.at = sql_int(s, 2);
    e.clock_trusted = sql_int(s, 3) != 0;
    e.kind = (enum entry_kind)sql_int(s, 4);
    e.presented_as = (enum presented_as)sql_int(s, 5);
    e.direction = (enum direction)sql_int(s, 6);
    e.gate = (uint8_t)sql_int(s, 7);
    e.colour = (enum verdict_colour)sql_int(s, 11);
    e.reason = (enum verdict_reason)sql_int(s, 12);
    e.reasons = (uint32_t)sql_int(s, 13);
    e.guard = (uint32_t)sql_int(s, 14);
    e.second_guard = (uint32_t)sql_int(s, 15);
    e.override_reason = (enum override_reason)sql_int(s, 16);
    e.uses_up = sql_int(s, 17) != 0;
    e.pass_expires = sql_int(s, 18);
    e.live = sql_int(s, 19) != 0;
    if ((status = sql_copy_bytes(s, 1, e.id.b, UUID_LEN)) || (status = sql_copy_bytes(s, 8, e.pass_id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(s, 9, e.group.b, UUID_LEN)) ||
        (status = sql_copy_bytes(s, 10, e.refers_to.b, UUID_LEN)) ||
        (status = sql_copy_bytes(s, 20, e.code_digest, sizeof e.code_digest)) ||
        (status = sql_copy_text(s, 21, e.note, sizeof e.note)) ||
        (status = sql_copy_bytes(s, 22, e.previous, ENTRY_HASH_LEN)) ||
        (status = sql_copy_bytes(s, 23, e.hash, ENTRY_HASH_LEN)))
        return status;
    if (!in_range(&e))
        return GH_CORRUPT;
    *out = e;
    return GH_OK;
}
