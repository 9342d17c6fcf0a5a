/* Loads, checks and stores kinds of passes. */
#include "records/kind_edit.h"

#include <string.h>

#include "base/catalog.h"
#include "flow/account_role.h"
#include "records/fields.h"
#include "records/record.h"

_Static_assert(PASS_KIND_PERIODS_MAX <= APPLICATION_PERIODS_MAX && PASS_KIND_PERSONS_MAX <= APPLICATION_PERSONS_MAX &&
                   PASS_KIND_VEHICLES_MAX <= APPLICATION_VEHICLES_MAX && PASS_KIND_CODE_SIZE <= APPLICATION_WORD_SIZE,
               "an application holds what its kind allows");

#define KINDS                                                                                                          \
    "SELECT id, code, name, name_en, asks, asks_en, roles, uses, period_days_max, ahead_days_max, periods_max, "       \
    "persons_max, vehicles_max, needs_vehicle, active FROM pass_kind "

static enum gh_status read_kind(struct db_rows *rows, struct pass_kind_policy *out)
{
    *out = (struct pass_kind_policy){.id = db_int(rows, 0),
                                     .roles = (unsigned)db_int(rows, 6),
                                     .uses = (enum pass_uses)db_int(rows, 7),
                                     .period_days_max = (int)db_int(rows, 8),
                                     .ahead_days_max = (int)db_int(rows, 9),
                                     .periods_max = (int)db_int(rows, 10),
                                     .persons_max = (int)db_int(rows, 11),
                                     .vehicles_max = (int)db_int(rows, 12),
                                     .needs_vehicle = db_int(rows, 13) != 0,
                                     .active = db_int(rows, 14) != 0};
    enum gh_status status = db_copy_text(rows, 1, out->code, sizeof out->code);
    if (!status)
        status = db_copy_text(rows, 2, out->name, sizeof out->name);
    if (!status)
        status = db_copy_text(rows, 3, out->name_en, sizeof out->name_en);
    if (!status)
        status = db_copy_text(rows, 4, out->asks, sizeof out->asks);
    return status ? status : db_copy_text(rows, 5, out->asks_en, sizeof out->asks_en);
}

enum gh_status kinds_load(struct db *db, struct pass_kinds *out)
{
    struct db_rows rows = {0};
    out->count = 0;
    enum gh_status status = db_query(db, &rows, KINDS "ORDER BY id");
    while (!status && !(status = db_next(&rows)))
        status = out->count == PASS_KINDS_MAX ? GH_TOO_LONG : read_kind(&rows, &out->items[out->count++]);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status kind_load(struct db *db, const char *code, struct pass_kind_policy *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, KINDS "WHERE code = $1", DB_TEXT(code));
    if (!status && !(status = db_next(&rows)))
        status = read_kind(&rows, out);
    db_rows_end(&rows);
    return status;
}

/* ---- what administrators send ---- */

static void take_limit(const json_t *json, const char *name, int64_t min, int64_t max, int *out,
                       struct field_errors *errors)
{
    int64_t value = *out;
    fields_integer(json, name, name, min, max, &value, errors);
    *out = (int)value;
}

static void take_uses(const json_t *json, enum pass_uses *out, struct field_errors *errors)
{
    const json_t *value = json_object_get(json, "uses");
    const char *text = json_string_value(value);
    if (text && strcmp(text, "single") == 0)
        *out = PASS_SINGLE_USE;
    else if (text && strcmp(text, "multiple") == 0)
        *out = PASS_MULTIPLE_USE;
    else if (value)
        field_errors_add_values(errors, (const char *const[]){"single", "multiple"}, 2, "uses");
}

static void take_roles(const json_t *json, unsigned *out, struct field_errors *errors)
{
    const json_t *array = json_object_get(json, "roles"), *value;
    unsigned roles = 0;
    size_t i;
    if (!array)
        return;
    if (!json_is_array(array)) {
        fields_wrong_type(errors, "roles", FIELD_LIST);
        return;
    }
    json_array_foreach(array, i, value)
    {
        const char *name = json_string_value(value);
        const enum account_role role = name ? account_role_from_name(bytes_of_string(name)) : 0;
        if (!role)
            field_errors_add(errors, "unknown", N_("Not found. Reload the list and choose again."), "roles");
        roles |= (unsigned)role;
    }
    *out = roles;
}

static void take_texts(const json_t *json, struct pass_kind_policy *k, struct field_errors *errors)
{
    fields_text(json, "name", "name", k->name, sizeof k->name, errors);
    fields_text(json, "name_en", "name_en", k->name_en, sizeof k->name_en, errors);
    fields_text(json, "asks", "asks", k->asks, sizeof k->asks, errors);
    fields_text(json, "asks_en", "asks_en", k->asks_en, sizeof k->asks_en, errors);
    if (!k->name[0])
        fields_missing(errors, "name");
    if (!k->name_en[0])
        fields_missing(errors, "name_en");
    /* The form asks in both languages or in none. */
    if (!k->asks[0] && k->asks_en[0])
        fields_missing(errors, "asks");
    if (k->asks[0] && !k->asks_en[0])
        fields_missing(errors, "asks_en");
}

static void take_kind(const json_t *json, struct pass_kind_policy *k, struct field_errors *errors)
{
    take_texts(json, k, errors);
    take_roles(json, &k->roles, errors);
    take_uses(json, &k->uses, errors);
    take_limit(json, "max_period_days", 1, PASS_KIND_DAYS_MAX, &k->period_days_max, errors);
    take_limit(json, "max_ahead_days", 1, PASS_KIND_DAYS_MAX, &k->ahead_days_max, errors);
    take_limit(json, "max_periods", 1, PASS_KIND_PERIODS_MAX, &k->periods_max, errors);
    take_limit(json, "max_persons", 1, PASS_KIND_PERSONS_MAX, &k->persons_max, errors);
    take_limit(json, "max_vehicles", 0, PASS_KIND_VEHICLES_MAX, &k->vehicles_max, errors);
    fields_flag(json, "needs_vehicle", "needs_vehicle", &k->needs_vehicle, errors);
    fields_flag(json, "active", "active", &k->active, errors);
    if (k->ahead_days_max < k->period_days_max)
        field_errors_add_limit(errors, "too-short", N_("The longest period has {max} days: it must fit in."),
                               k->period_days_max, "max_ahead_days");
    if (k->needs_vehicle && k->vehicles_max == 0)
        field_errors_add(errors, "too-few", N_("Passes that need a vehicle must allow one."), "max_vehicles");
}

static enum gh_status take_code(struct db *db, const json_t *json, struct pass_kind_policy *k,
                                struct field_errors *errors)
{
    struct pass_kind_policy other;
    fields_text(json, "code", "code", k->code, sizeof k->code, errors);
    if (!pass_kind_code_valid(k->code)) {
        field_errors_add(errors, "form", N_("Use 1 to 15 small letters, digits and hyphens, beginning with a letter."),
                         "code");
        return GH_OK;
    }
    enum gh_status status = kind_load(db, k->code, &other);
    if (!status)
        field_errors_add(errors, "taken", N_("Another kind has this code."), "code");
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Two administrators who add kinds wait for each other, so that ids are given once. */
static enum gh_status prepare(struct db *db, const json_t *json, struct pass_kind_policy *k,
                              struct field_errors *errors)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, NULL,
                                     "INSERT INTO counter (name, value) VALUES ('kinds', 1) "
                                     "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1");
    if (!status)
        status = db_query(db, &rows, "SELECT COALESCE(MAX(id), 0) + 1, COUNT(*) FROM pass_kind");
    if (!status && !(status = db_next(&rows))) {
        k->id = db_int(&rows, 0);
        if (db_int(&rows, 1) >= PASS_KINDS_MAX)
            field_errors_add(errors, "too-many", N_("There are 32 kinds already, with those that are closed."), "code");
    }
    db_rows_end(&rows);
    return status ? status : take_code(db, json, k, errors);
}

static enum gh_status load(struct db *db, int64_t id, struct pass_kind_policy *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, KINDS "WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)))
        status = read_kind(&rows, out);
    db_rows_end(&rows);
    return status;
}

static enum gh_status store(const struct audit_act *act, const struct pass_kind_policy *k, bool fresh)
{
    enum gh_status status = db_query(
        act->db, NULL,
        "INSERT INTO pass_kind (id, code, name, name_en, asks, asks_en, roles, uses, period_days_max, ahead_days_max, "
        "periods_max, persons_max, vehicles_max, needs_vehicle, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15) ON CONFLICT (id) DO UPDATE SET name = $3, name_en = $4, asks = $5, "
        "asks_en = $6, roles = $7, uses = $8, period_days_max = $9, ahead_days_max = $10, periods_max = $11, "
        "persons_max = $12, vehicles_max = $13, needs_vehicle = $14, active = $15",
        DB_INT(k->id), DB_TEXT(k->code), DB_TEXT(k->name), DB_TEXT(k->name_en), DB_TEXT(k->asks), DB_TEXT(k->asks_en),
        DB_INT(k->roles), DB_INT(k->uses), DB_INT(k->period_days_max), DB_INT(k->ahead_days_max),
        DB_INT(k->periods_max), DB_INT(k->persons_max), DB_INT(k->vehicles_max), DB_INT(k->needs_vehicle),
        DB_INT(k->active));
    return status ? status : audit_note(act, fresh ? "kind-created" : "kind-changed", "kind", k->id, k->name);
}

enum gh_status kind_edit(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors)
{
    struct pass_kind_policy k = {.uses = PASS_SINGLE_USE,
                                 .period_days_max = 1,
                                 .ahead_days_max = 60,
                                 .periods_max = 20,
                                 .persons_max = 100,
                                 .vehicles_max = 20,
                                 .active = true};
    const bool fresh = *id == 0;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = fresh ? prepare(act->db, json, &k, errors) : load(act->db, *id, &k);
    if (!status) {
        take_kind(json, &k, errors);
        status = errors->count ? GH_MALFORMED : GH_OK;
    }
    if (!status)
        status = store(act, &k, fresh);
    status = record_finish(act->db, status);
    if (!status)
        *id = k.id;
    return status;
}
