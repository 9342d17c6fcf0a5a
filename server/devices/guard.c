/* Stores guards and the secrets made from their PINs. */
#include "devices/guard.h"

#include <sodium.h>
#include <string.h>

#include "base/catalog.h"
#include "guard/pin.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/record.h"
#include "records/setting.h"

const char *const guard_right_names[GUARD_RIGHTS_COUNT] = {"admit", "override", "settings"};

void guard_pin_wipe(struct guard_pin *pin)
{
    sodium_memzero(pin, sizeof *pin);
}

/* Opens the badge that a guard has. *has is false for one without, and for a new guard. */
static enum gh_status load_badge(struct db *db, const struct scope *scope, const struct vault *vault, int64_t id,
                                 bool *has, uint8_t secret[static BADGE_SECRET_LEN])
{
    struct uuid row = record_row(id);
    struct db_rows rows = {0};
    uint8_t opened[BADGE_SECRET_LEN + 1];
    size_t len = 0;
    *has = false;
    if (id == 0)
        return GH_OK;
    enum gh_status status =
        scope_query(db, &rows, scope, "SELECT badge_sealed FROM guard WHERE id = $1 AND {campus}", DB_INT(id));
    if (!status && !(status = db_next(&rows)) && !db_is_null(&rows, 0)) {
        status = vault_open_box(vault, "guard.badge", &row, db_bytes(&rows, 0), opened, sizeof opened, &len);
        if (!status && len != BADGE_SECRET_LEN)
            status = GH_CORRUPT;
        *has = status == GH_OK;
    }
    db_rows_end(&rows);
    if (*has)
        memcpy(secret, opened, BADGE_SECRET_LEN);
    sodium_memzero(opened, sizeof opened);
    return status;
}

/* A PIN alone is all that a thief must guess. With a badge it is the smaller part. */
static enum gh_status judge(struct db *db, struct bytes pin, bool badge, struct field_errors *errors)
{
    struct guard_rule rule;
    enum gh_status status = setting_guard_rule(db, &rule);
    if (status)
        return status;
    if (!badge && rule.badge_only) {
        field_errors_add(errors, "missing", N_("Guards sign in with a badge only. Make one for this guard."), "badge");
        return GH_DENIED;
    }
    const int64_t digits = badge ? PIN_LEN_MIN : rule.pin_digits;
    enum pin_fault fault = pin_judge(pin);
    if (!fault && pin.len < (size_t)digits)
        fault = PIN_TOO_SHORT;
    if (fault == PIN_TOO_SHORT && !badge)
        field_errors_add(errors, pin_fault_name(fault),
                         N_("This PIN is too short without a badge. Type eight digits, or give the guard a badge."),
                         "pin");
    else if (fault)
        field_errors_add(errors, pin_fault_name(fault), N_("Choose six to twelve digits that nobody would guess."),
                         "pin");
    return fault ? GH_DENIED : GH_OK;
}

enum gh_status guard_pin_make(struct db *db, const struct scope *scope, const struct vault *vault, int64_t id,
                              const char *pin, enum guard_badge badge, struct guard_pin *out,
                              struct field_errors *errors)
{
    bool has = badge == GUARD_BADGE_NEW;
    memset(out, 0, sizeof *out);
    out->badge_is_new = has;
    out->digits = (int64_t)strlen(pin);
    if (has)
        randombytes_buf(out->badge, sizeof out->badge);
    enum gh_status status = badge == GUARD_BADGE_KEEP ? load_badge(db, scope, vault, id, &has, out->badge) : GH_OK;
    if (!status)
        status = judge(db, bytes_of_string(pin), has, errors);
    return status
               ? status
               : pin_make(bytes_of_string(pin), has ? out->badge : NULL, PIN_OPS, PIN_MEM_KIB, &out->made, out->base);
}

enum gh_status guard_wrap(const struct vault *vault, int64_t id, struct bytes sealed, struct bytes binding,
                          struct bytes keys, struct wire_guard *guard)
{
    struct uuid row = record_row(id);
    uint8_t base[PIN_BASE_LEN + 1];
    size_t len = 0;
    enum gh_status status = vault_open_box(vault, "guard.wrapping", &row, sealed, base, sizeof base, &len);
    if (!status && len != PIN_BASE_LEN)
        status = GH_CORRUPT;
    if (!status)
        status = pin_wrap_all(base, (struct pin_hardware){binding.data, binding.len}, keys, guard);
    sodium_memzero(base, sizeof base);
    return status;
}

/* ---- Changes by administrators ---- */

struct guard_row {
    char name[WIRE_NAME_MAX];
    int64_t rights, campus;
    bool active;
};

static void take_rights(const json_t *list, int64_t *rights, struct field_errors *errors)
{
    int64_t taken = 0;
    size_t index;
    json_t *one;
    if (!list)
        return;
    if (!json_is_array(list)) {
        fields_wrong_type(errors, "rights", FIELD_LIST);
        return;
    }
    json_array_foreach((json_t *)list, index, one)
    {
        const char *name = json_string_value(one);
        char path[FIELD_PATH_SIZE];
        (void)snprintf(path, sizeof path, "rights[%zu]", index);
        int bit = 0;
        while (bit < GUARD_RIGHTS_COUNT && !(name && strcmp(name, guard_right_names[bit]) == 0))
            bit++;
        if (bit == GUARD_RIGHTS_COUNT)
            field_errors_add_values(errors, guard_right_names, GUARD_RIGHTS_COUNT, path);
        else
            taken |= INT64_C(1) << bit;
    }
    *rights = taken;
}

static void take(const struct scope *scope, const json_t *input, struct guard_row *g, struct field_errors *errors)
{
    fields_text(input, "name", "name", g->name, sizeof g->name, errors);
    fields_integer(input, "campus", "campus", 0, INT32_MAX, &g->campus, errors);
    fields_flag(input, "active", "active", &g->active, errors);
    take_rights(json_object_get(input, "rights"), &g->rights, errors);
    if (!g->name[0])
        fields_missing(errors, "name");
    if (!scope_covers(scope, g->campus))
        field_errors_add(errors, "scope", N_("Choose a campus that you are responsible for."), "campus");
}

static enum gh_status store_pin(struct db *db, const struct vault *vault, int64_t id, const struct guard_pin *pin)
{
    struct uuid row = record_row(id);
    uint8_t box[PIN_BASE_LEN + VAULT_OVERHEAD];
    uint8_t badge[BADGE_SECRET_LEN + VAULT_OVERHEAD];
    vault_seal(vault, "guard.wrapping", &row, BYTES(pin->base, PIN_BASE_LEN), box);
    vault_seal(vault, "guard.badge", &row, BYTES(pin->badge, BADGE_SECRET_LEN), badge);
    struct guard_rule rule;
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE guard SET salt = $1, verifier = $2, ops = $3, mem_kib = $4, wrapping_sealed = $5, "
                 "badge_sealed = $6, pin_digits = $7 WHERE id = $8",
                 DB_BLOB(pin->made.salt, GUARD_SALT_LEN), DB_BLOB(pin->made.verifier, GUARD_VERIFIER_LEN),
                 DB_INT(pin->made.ops), DB_INT(pin->made.mem_kib), DB_BLOB(box, sizeof box),
                 pin->made.badge ? DB_BLOB(badge, sizeof badge) : DB_NULL, DB_INT(pin->digits), DB_INT(id));
    if (!status)
        status = setting_guard_rule(db, &rule);
    return status ? status : guard_protection_apply_one(db, &rule, id);
}

static enum gh_status insert(const struct audit_act *act, const struct vault *vault, const struct guard_row *g,
                             const struct guard_pin *pin, int64_t *id)
{
    struct db_rows rows = {0};
    int64_t position;
    static const uint8_t nothing[1];
    enum gh_status status = change_reserve(act->db, 1, &position);
    if (!status)
        status = db_query(act->db, &rows,
                          "INSERT INTO guard (id, name, rights, active, campus, salt, verifier, ops, mem_kib, "
                          "wrapping_sealed, created_at, position) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM "
                          "guard), $1, $2, $3, $4, $5, $5, 0, 0, $5, $6, $7) RETURNING id",
                          DB_TEXT(g->name), DB_INT(g->rights), DB_INT(g->active), DB_INT(g->campus),
                          DB_BLOB(nothing, 0), DB_INT(act->now), DB_INT(position));
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    if (!status)
        status = store_pin(act->db, vault, *id, pin);
    return status ? status : audit_note(act, "guard-added", "guard", *id, "");
}

enum gh_status guard_create(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                            const json_t *input, const struct guard_pin *pin, struct field_errors *errors, int64_t *id)
{
    struct guard_row g = {.rights = GUARD_ADMIT, .active = true, .campus = scope_single_campus(scope)};
    take(scope, input, &g, errors);
    if (errors->count)
        return GH_MALFORMED;
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, insert(act, vault, &g, pin, id));
}

static enum gh_status load(struct db *db, const struct scope *scope, int64_t id, struct guard_row *out)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        db, &rows, scope, "SELECT name, rights, active, campus FROM guard WHERE id = $1 AND {campus}", DB_INT(id));
    if (!status && !(status = db_next(&rows))) {
        out->rights = db_int(&rows, 1);
        out->active = db_int(&rows, 2) != 0;
        out->campus = db_int(&rows, 3);
        status = db_copy_text(&rows, 0, out->name, sizeof out->name);
    }
    db_rows_end(&rows);
    return status;
}

static enum gh_status update(const struct audit_act *act, const struct vault *vault, int64_t id,
                             const struct guard_row *g, const struct guard_pin *pin)
{
    int64_t position;
    enum gh_status status = change_reserve(act->db, 1, &position);
    if (!status)
        status = db_query(
            act->db, NULL,
            "UPDATE guard SET name = $1, rights = $2, active = $3, moved = CASE WHEN campus = $4 THEN moved "
            "ELSE 1 END, campus = $4, position = $5 WHERE id = $6",
            DB_TEXT(g->name), DB_INT(g->rights), DB_INT(g->active), DB_INT(g->campus), DB_INT(position), DB_INT(id));
    if (!status && pin)
        status = store_pin(act->db, vault, id, pin);
    return status ? status
                  : audit_note(act, "guard-changed", "guard", id,
                               !pin                ? ""
                               : pin->badge_is_new ? "badge"
                                                   : "pin");
}

enum gh_status guard_change(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                            int64_t id, const json_t *input, const struct guard_pin *pin, struct field_errors *errors)
{
    struct guard_row g;
    enum gh_status status = load(act->db, scope, id, &g);
    if (status)
        return status;
    take(scope, input, &g, errors);
    if (errors->count)
        return GH_MALFORMED;
    status = db_begin(act->db);
    return status ? status : record_finish(act->db, update(act, vault, id, &g, pin));
}
