/* Audits who met the barred list, and counts it. */
#include "records/barred_met.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "people/plate.h"
#include "records/subject.h"

#define ACTION "barred-met"
#define LABEL_BYTES 8

enum gh_status barred_met_too_often(struct db *db, int64_t account, tick now, bool *too_often)
{
    int64_t met = 0;
    enum gh_status status = audit_count(db, account, ACTION, now - TICK_DAY, &met);
    *too_often = met >= BARRED_MET_MAX;
    return status;
}

/* Names the person or plate of an error's path. False: the path names neither. */
static bool label_of(const struct vault *vault, const struct application *a, const char *path,
                     char out[static AUDIT_SUBJECT_SIZE])
{
    char hex[2 * LABEL_BYTES + 1];
    uint8_t hash[KEYED_HASH_LEN];
    struct subject subject;
    struct plate plate;
    bool person = strncmp(path, "persons[", 8) == 0;
    if (!person && strncmp(path, "vehicles[", 9) != 0)
        return false;
    size_t i = strtoul(path + (person ? 8 : 9), NULL, 10);
    if (person) {
        if (i >= a->person_count || a->persons[i].document_kind < 0 ||
            subject_of_document(vault, (enum document_kind)a->persons[i].document_kind,
                                bytes_of_string(a->persons[i].document_number), &subject) != DOCUMENT_OK)
            return false;
        memcpy(out, subject.label, AUDIT_SUBJECT_SIZE);
        return true;
    }
    if (i >= a->vehicle_count || plate_accept(bytes_of_string(a->vehicles[i].plate), &plate) != PLATE_OK)
        return false;
    plate_hash(vault->campus_key, &plate, hash);
    hex_encode(BYTES(hash, LABEL_BYTES), hex);
    (void)snprintf(out, AUDIT_SUBJECT_SIZE, "plate:%s", hex);
    return true;
}

static enum gh_status note(const struct audit_act *act, const char *label, const char *number)
{
    const struct audit_entry entry = {act->now, act->by, ACTION, label, number, act->address};
    bool known = false;
    enum gh_status status = audit_has(act->db, &entry, act->now - TICK_DAY, &known);
    return status || known ? status : audit_write(act->db, &entry);
}

enum gh_status barred_met_note(const struct audit_act *act, const struct vault *vault, const struct application *a,
                               const struct field_errors *errors)
{
    char label[AUDIT_SUBJECT_SIZE];
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < errors->count && i < FIELD_ERRORS_MAX; i++)
        if (strcmp(errors->items[i].code, "barred") == 0 && label_of(vault, a, errors->items[i].path, label))
            status = note(act, label, a->number);
    return status;
}
