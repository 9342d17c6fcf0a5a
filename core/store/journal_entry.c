/* An entry as a row. */
#include <string.h>

#include "store/journal_internal.h"

void entry_values(const struct entry *e, struct db_value out[static ENTRY_COLUMN_COUNT])
{
    const struct db_value values[ENTRY_COLUMN_COUNT] = {
        DB_INT((int64_t)e->number),
        DB_UUID(&e->id),
        DB_INT(e->at),
        DB_INT(e->clock_trusted),
        DB_INT(e->kind),
        DB_INT(e->presented_as),
        DB_INT(e->direction),
        DB_INT(e->gate),
        DB_UUID_OR_NULL(&e->pass_id),
        DB_UUID_OR_NULL(&e->group),
        DB_UUID_OR_NULL(&e->refers_to),
        DB_INT(e->colour),
        DB_INT(e->reason),
        DB_INT(e->reasons),
        DB_INT(e->guard),
        DB_INT(e->second_guard),
        DB_INT(e->override_reason),
        DB_INT(e->uses_up),
        DB_INT(e->pass_expires),
        DB_INT(e->live),
        DB_BLOB_OR_NULL(e->code_digest, sizeof e->code_digest),
        DB_TEXT(e->note),
        DB_BLOB(e->previous, ENTRY_HASH_LEN),
        DB_BLOB(e->hash, ENTRY_HASH_LEN),
        DB_BLOB_OR_NULL(e->plate, sizeof e->plate),
        DB_BLOB_OR_NULL(e->note_sealed, sizeof e->note_sealed),
        DB_BLOB_OR_NULL(e->note_check, sizeof e->note_check),
    };
    memcpy(out, values, sizeof values);
}

static bool in_range(const struct entry *e)
{
    return (unsigned)e->kind >= ENTRY_ADMIT && (unsigned)e->kind <= ENTRY_SIGN_OUT &&
           (unsigned)e->presented_as <= PRESENTED_PLATE && (unsigned)e->direction <= DIRECTION_OUT &&
           e->gate < GATE_COUNT && (unsigned)e->colour <= VERDICT_GREEN && (unsigned)e->reason < REASON_COUNT &&
           (unsigned)e->override_reason < OVERRIDE_COUNT;
}

enum gh_status entry_read(struct sql_rows *row, void *out)
{
    struct entry e = {0};
    enum gh_status status;
    e.number = (uint64_t)sql_int(row, 0);
    e.at = sql_int(row, 2);
    e.clock_trusted = sql_int(row, 3) != 0;
    e.kind = (enum entry_kind)sql_int(row, 4);
    e.presented_as = (enum presented_as)sql_int(row, 5);
    e.direction = (enum direction)sql_int(row, 6);
    e.gate = (uint8_t)sql_int(row, 7);
    e.colour = (enum verdict_colour)sql_int(row, 11);
    e.reason = (enum verdict_reason)sql_int(row, 12);
    e.reasons = (uint32_t)sql_int(row, 13);
    e.guard = (uint32_t)sql_int(row, 14);
    e.second_guard = (uint32_t)sql_int(row, 15);
    e.override_reason = (enum override_reason)sql_int(row, 16);
    e.uses_up = sql_int(row, 17) != 0;
    e.pass_expires = sql_int(row, 18);
    e.live = sql_int(row, 19) != 0;
    if ((status = sql_copy_bytes(row, 1, e.id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 8, e.pass_id.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 9, e.group.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 10, e.refers_to.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 20, e.code_digest, sizeof e.code_digest)) ||
        (status = sql_copy_text(row, 21, e.note, sizeof e.note)) ||
        (status = sql_copy_bytes(row, 22, e.previous, ENTRY_HASH_LEN)) ||
        (status = sql_copy_bytes(row, 23, e.hash, ENTRY_HASH_LEN)) ||
        (status = sql_copy_bytes(row, 24, e.plate, sizeof e.plate)) ||
        (status = sql_copy_bytes(row, 25, e.note_sealed, sizeof e.note_sealed)) ||
        (status = sql_copy_bytes(row, 26, e.note_check, sizeof e.note_check)))
        return status;
    if (!in_range(&e))
        return GH_CORRUPT;
    *(struct entry *)out = e;
    return GH_OK;
}

bool entry_is_genuine(const struct entry *e, const char *device)
{
    static const uint8_t none[ENTRY_HASH_LEN];
    uint8_t hash[ENTRY_HASH_LEN];
    const bool later = memcmp(e->note_check, none, sizeof none) != 0;
    entry_hash(e, device, hash);
    return memcmp(hash, later ? e->note_check : e->hash, sizeof hash) == 0;
}
