/* Endpoints with which administrators manage booths and guards. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/qr_picture.h"
#include "api/rows_json.h"
#include "base/secret.h"
#include "devices/device.h"
#include "devices/device_key.h"
#include "devices/device_list.h"
#include "devices/guard.h"
#include "devices/journals.h"
#include "http/server.h"
#include "issue/issuer.h"
#include "wire/fingerprint.h"
#include "wire/health.h"

static json_t *number_unless(struct db_rows *rows, int column, int64_t unknown)
{
    return db_int(rows, column) == unknown ? json_null() : rows_number(rows, column);
}

static bool add_protection(struct db_rows *rows, json_t *one)
{
    const enum guard_protection weakest = device_protection(rows);
    json_t *more = json_pack("{s:s, s:s, s:b}", "protection", guard_protection_name(weakest), "hardware",
                             device_hardware(rows), "below_policy", weakest < db_int(rows, DEVICE_COLUMN_LEAST));
    return more && json_object_update_new(one, more) == 0;
}

static json_t *alerts_json(struct db_rows *rows, tick now)
{
    const unsigned alerts = device_alerts(rows, now);
    json_t *list = json_array();
    for (int i = 0; list && i < DEVICE_ALERTS; i++)
        if ((alerts >> i & 1u) &&
            json_array_append_new(list, json_string(device_alert_name((enum device_alert)i))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* What the booth's own checks found, or null where it did not say. */
static json_t *checks_json(struct db_rows *rows)
{
    struct health health;
    if (health_read(db_bytes(rows, DEVICE_COLUMN_CHECKS), &health))
        return json_null();
    json_t *items = json_array();
    for (size_t i = 0; i < health.count; i++)
        if (json_array_append_new(items, json_pack("{s:s, s:s}", "name", health.checks[i].name, "state",
                                                   health_state_name(health.checks[i].state))) != 0) {
            json_decref(items);
            return NULL;
        }
    return json_pack("{s:I, s:o}", "at", (json_int_t)health.at, "items", items);
}

static enum gh_status device_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    uint8_t key[PUBLIC_KEY_LEN], root[PUBLIC_KEY_LEN];
    char id_text[UUID_TEXT_SIZE], fingerprint[FINGERPRINT_SIZE] = "";
    enum gh_status status = db_copy_blob(rows, DEVICE_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, DEVICE_COLUMN_PUBLIC_KEY, key, sizeof key);
    if (status)
        return status;
    uuid_format(&id, id_text);
    if (rq->server->issuer && !issuer_root_key(rq->server->issuer, root))
        fingerprint_of(key, root, fingerprint);
    *out = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, "
        "s:b, s:o, s:o}",
        "id", id_text, "name", rows_text(rows, DEVICE_COLUMN_NAME), "campus", rows_number(rows, DEVICE_COLUMN_CAMPUS),
        "gate", rows_number(rows, DEVICE_COLUMN_GATE), "gate_name", rows_text(rows, DEVICE_COLUMN_GATE_NAME),
        "gate_name_en", rows_text(rows, DEVICE_COLUMN_GATE_NAME_EN), "fingerprint", fingerprint, "state",
        rows_text(rows, DEVICE_COLUMN_STATE), "created_at", rows_number(rows, DEVICE_COLUMN_CREATED_AT), "revoked_at",
        rows_number_or_null(rows, DEVICE_COLUMN_REVOKED_AT), "seen_at",
        rows_number_or_null(rows, DEVICE_COLUMN_SEEN_AT), "program", rows_text(rows, DEVICE_COLUMN_PROGRAM), "position",
        rows_number(rows, DEVICE_COLUMN_POSITION), "synced_at", number_unless(rows, DEVICE_COLUMN_SYNCED_AT, 0),
        "waiting", rows_number(rows, DEVICE_COLUMN_WAITING), "clock_offset_ms",
        rows_number(rows, DEVICE_COLUMN_CLOCK_OFFSET_MS), "disk_percent",
        number_unless(rows, DEVICE_COLUMN_DISK_PERCENT, DEVICE_DISK_UNKNOWN), "temperature",
        number_unless(rows, DEVICE_COLUMN_TEMPERATURE, DEVICE_TEMPERATURE_UNKNOWN), "forked_at",
        rows_number_or_null(rows, DEVICE_COLUMN_FORKED_AT), "other_history",
        db_int(rows, DEVICE_COLUMN_OTHER_HISTORY) != 0, "key_since", rows_number(rows, DEVICE_COLUMN_KEY_SINCE),
        "key_wanted", db_int(rows, DEVICE_COLUMN_KEY_WANTED) != 0, "alerts", alerts_json(rows, rq->now), "checks",
        checks_json(rows));
    return *out && add_protection(rows, *out) ? GH_OK : GH_NO_MEMORY;
}

enum gh_status devices_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status status = devices_query(rq->db, &rows, rq->scope);
    return rows_reply(rq, reply, &rows, status, device_json);
}

static enum gh_status reply_device(struct request *rq, struct reply *reply, const struct uuid *id)
{
    struct db_rows rows = {0};
    json_t *one = NULL;
    enum gh_status status = device_query(rq->db, &rows, rq->scope, id);
    if (!status && !(status = db_next(&rows)))
        status = device_json(rq, &rows, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 200, one);
}

/* Returns what the page puts into the QR code (wire/enrol_code.h): the code, the server's address, and the root key
 * that the booth must find there. The page appends network settings, which the server never sees. */
static const char *code_link(struct request *rq, const char *code)
{
    uint8_t root[PUBLIC_KEY_LEN];
    char fingerprint[ROOT_FINGERPRINT_SIZE];
    if (!rq->server->issuer || issuer_root_key(rq->server->issuer, root))
        return request_text(rq, "GHE2:%s@%s", code, rq->server->public_url);
    fingerprint_of_root(root, fingerprint);
    return request_text(rq, "GHE2:%s@%s#r=%s", code, rq->server->public_url, fingerprint);
}

enum gh_status device_code_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    char code[DEVICE_CODE_SIZE];
    tick expires_at;
    SECRET_UNTIL_END(code);
    enum gh_status status = device_code_create(&act, rq->scope, rq->server->vault, rq->json, errors, code, &expires_at);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status
                  : reply_json(rq, reply, 201,
                               json_pack("{s:s, s:I, s:s}", "code", code, "expires_at", (json_int_t)expires_at, "link",
                                         code_link(rq, code)));
}

enum gh_status device_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = device_change(&act, rq->scope, &id, rq->json, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : reply_device(rq, reply, &id);
}

static enum gh_status change_device(struct request *rq, struct reply *reply,
                                    enum gh_status (*change)(const struct audit_act *, const struct scope *,
                                                             const struct uuid *))
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = change(&act, rq->scope, &id);
    return status ? status : reply_device(rq, reply, &id);
}

enum gh_status device_revoke_post(struct request *rq, struct reply *reply)
{
    return change_device(rq, reply, device_revoke);
}

enum gh_status device_rotate_key_post(struct request *rq, struct reply *reply)
{
    return change_device(rq, reply, device_key_ask);
}

enum gh_status device_journal_settled_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = journals_settle_fork(&act, rq->scope, &id);
    return status ? status : reply_device(rq, reply, &id);
}

/* ---- Guards ---- */

static json_t *rights_json(int64_t rights)
{
    json_t *list = json_array();
    for (int bit = 0; bit < GUARD_RIGHTS_COUNT; bit++)
        if (rights & (INT64_C(1) << bit))
            (void)json_array_append_new(list, json_string(guard_right_names[bit]));
    return list;
}

static enum guard_protection guard_protection_of(struct db_rows *rows)
{
    return db_int(rows, GUARD_COLUMN_BADGE) ? PROTECTION_BADGE
                                            : guard_protection_of_pin(db_int(rows, GUARD_COLUMN_PIN_DIGITS));
}

static enum gh_status guard_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "id", rows_number(rows, GUARD_COLUMN_ID), "name",
        rows_text(rows, GUARD_COLUMN_NAME), "rights", rights_json(db_int(rows, GUARD_COLUMN_RIGHTS)), "active",
        rows_bool(rows, GUARD_COLUMN_ACTIVE), "campus", rows_number(rows, GUARD_COLUMN_CAMPUS), "may_change",
        rows_bool(rows, GUARD_COLUMN_MAY_CHANGE), "badge", rows_bool(rows, GUARD_COLUMN_BADGE), "protection",
        guard_protection_name(guard_protection_of(rows)), "withheld", rows_bool(rows, GUARD_COLUMN_WITHHELD));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status guards_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    return rows_reply(rq, reply, &rows, guards_query(rq->db, &rows, rq->scope), guard_json);
}

/* Adds the picture of a new badge. It is shown this once, for printing. */
static enum gh_status add_badge(struct request *rq, const struct guard_pin *pin, int64_t id, json_t *one)
{
    struct badge badge = {.guard = (uint32_t)id};
    char text[BADGE_TEXT_SIZE];
    const char *svg = "";
    if (!pin || !pin->badge_is_new)
        return GH_OK;
    memcpy(badge.secret, pin->badge, sizeof badge.secret);
    badge_format(&badge, text);
    enum gh_status status = qr_svg(rq, text, &svg);
    if (!status)
        status = json_object_set_new(one, "badge_svg", json_string(svg)) ||
                         json_object_set_new(one, "badge_text", json_string(text))
                     ? GH_NO_MEMORY
                     : GH_OK;
    sodium_memzero(&badge, sizeof badge);
    sodium_memzero(text, sizeof text);
    return status;
}

static enum gh_status settle_guard(struct request *rq, struct reply *reply, enum gh_status status, int code, int64_t id,
                                   const struct guard_pin *pin, const struct field_errors *errors)
{
    struct db_rows rows = {0};
    json_t *one = NULL;
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        status = guard_query(rq->db, &rows, rq->scope, id);
    if (!status && !(status = db_next(&rows)))
        status = guard_json(rq, &rows, &one);
    db_rows_end(&rows);
    if (!status && (status = add_badge(rq, pin, id, one)))
        json_decref(one);
    return status ? status : reply_json(rq, reply, code, one);
}

/* Derives the hash of the typed PIN. *out NULL: no PIN was given. A badge changes only together with the PIN. */
static enum gh_status take_pin(struct request *rq, int64_t id, struct guard_pin *room, struct guard_pin **out,
                               struct field_errors *errors)
{
    const json_t *badge = json_object_get(rq->json, "badge");
    const char *typed = json_string_value(json_object_get(rq->json, "pin"));
    const enum guard_badge wish = !badge ? GUARD_BADGE_KEEP : json_is_true(badge) ? GUARD_BADGE_NEW : GUARD_BADGE_NONE;
    *out = NULL;
    if (!typed && id && !badge)
        return GH_OK;
    if (badge && !typed) {
        field_errors_add(errors, "missing", N_("A badge goes with a PIN. Type the guard's PIN as well."), "pin");
        return GH_DENIED;
    }
    enum gh_status status =
        guard_pin_make(rq->db, rq->scope, rq->server->vault, id, typed ? typed : "", wish, room, errors);
    if (!status)
        *out = room;
    return status;
}

enum gh_status guard_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct guard_pin room = {0}, *pin = NULL;
    int64_t id = 0;
    enum gh_status status = take_pin(rq, 0, &room, &pin, errors);
    if (!status)
        status = guard_create(&act, rq->scope, rq->server->vault, rq->json, pin, errors, &id);
    status = settle_guard(rq, reply, status, 201, id, pin, errors);
    guard_pin_wipe(&room);
    return status;
}

enum gh_status guard_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct guard_pin room = {0}, *pin = NULL;
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (status)
        return status;
    status = take_pin(rq, id, &room, &pin, errors);
    if (!status)
        status = guard_change(&act, rq->scope, rq->server->vault, id, rq->json, pin, errors);
    status = settle_guard(rq, reply, status, 200, id, pin, errors);
    guard_pin_wipe(&room);
    return status;
}
