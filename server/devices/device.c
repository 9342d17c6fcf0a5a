/* Stores booths, their one-time codes and their reports. */
#include "devices/device.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"
#include "devices/vitals.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/record.h"
#include "wire/health.h"
#include "json/json_read.h"

void device_wipe(struct device *device)
{
    sodium_memzero(device->binding, sizeof device->binding);
    device->binding_len = 0;
}

enum gh_status device_load(struct db *db, const struct vault *vault, const struct uuid *id, struct device *out)
{
    struct db_rows rows = {0};
    struct device d = {.id = *id};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT name, journal, campus, gate, public_key, state, acknowledged, last_hash, binding_sealed, "
                 "COALESCE(key_since, created_at), key_wanted, (SELECT k.public_key FROM device_key k "
                 "WHERE k.device = device.id ORDER BY k.replaced_at DESC LIMIT 1) FROM device WHERE id = $1",
                 DB_UUID(id));
    if (!status && !(status = db_next(&rows))) {
        d.campus = db_int(&rows, 2);
        d.gate = db_int(&rows, 3);
        d.active = bytes_equal(db_bytes(&rows, 5), bytes_of_string("active"));
        d.acknowledged = (uint64_t)db_int(&rows, 6);
        d.has_last_hash = !db_is_null(&rows, 7);
        d.key_since = db_int(&rows, 9);
        d.key_wanted = db_int(&rows, 10) != 0;
        d.has_key_before = !db_is_null(&rows, 11);
        if (!(status = db_copy_text(&rows, 0, d.name, sizeof d.name)) &&
            !(status = db_copy_text(&rows, 1, d.journal, sizeof d.journal)) &&
            !(status = db_copy_blob(&rows, 4, d.public_key, sizeof d.public_key)) &&
            !(status = db_copy_blob(&rows, 7, d.last_hash, sizeof d.last_hash)) &&
            !(status = db_copy_blob(&rows, 11, d.key_before, sizeof d.key_before)) && !db_is_null(&rows, 8)) {
            uint8_t opened[DEVICE_BINDING_MAX + 1];
            status =
                vault_open_box(vault, "device.binding", id, db_bytes(&rows, 8), opened, sizeof opened, &d.binding_len);
            if (!status)
                memcpy(d.binding, opened, d.binding_len);
            sodium_memzero(opened, sizeof opened);
        }
    }
    db_rows_end(&rows);
    if (!status)
        *out = d;
    device_wipe(&d);
    return status;
}

enum gh_status device_seen(struct db *db, const struct uuid *id, struct bytes nonce, tick now)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL, "INSERT INTO device_nonce (device, nonce, at) VALUES ($1, $2, $3)", DB_UUID(id),
                      DB_TEXT_BYTES(nonce), DB_INT(now));
    if (!status)
        status = db_query(db, NULL, "DELETE FROM device_nonce WHERE at < $1", DB_INT(now - 3 * DEVICE_NONCE_WINDOW));
    if (!status)
        status = db_query(db, NULL, "UPDATE device SET seen_at = $1 WHERE id = $2", DB_INT(now), DB_UUID(id));
    return record_finish(db, status);
}

/* ---- Reports ---- */

const char *const device_hardware_names[DEVICE_HARDWARE_COUNT] = {"none", "file", "tpm"};

struct report {
    int64_t position, synced_at, waiting, offset, disk, temperature, pass_format, pin_guards;
};

/* Reads the numbers of a report. An absent member keeps its default. */
static enum gh_status read_report(const json_t *body, struct report *r)
{
    const int64_t time_max = WIRE_SECONDS_MAX * TICK_SECOND;
    const struct {
        const char *name;
        int64_t min, max, *out;
    } numbers[] = {
        {"position", 0, JSON_INTEGER_MAX, &r->position},
        {"synced_at", 0, time_max, &r->synced_at},
        {"waiting", 0, JSON_INTEGER_MAX, &r->waiting},
        {"clock_offset_ms", -time_max, time_max, &r->offset},
        {"disk_percent", -1, 100, &r->disk},
        {"temperature", INT32_MIN, INT32_MAX, &r->temperature},
        {"pass_format", 1, INT32_MAX, &r->pass_format},
        {"pin_guards", 0, INT32_MAX, &r->pin_guards},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        enum gh_status status =
            json_read_integer(body, numbers[i].name, numbers[i].min, numbers[i].max, numbers[i].out);
        if (status && status != GH_NOT_FOUND)
            return status;
    }
    return GH_OK;
}

/* A newer booth may have a word that this server does not know. */
static bool is_hardware(const char *text)
{
    for (size_t i = 0; i < DEVICE_HARDWARE_COUNT; i++)
        if (strcmp(text, device_hardware_names[i]) == 0)
            return true;
    return false;
}

enum gh_status device_report(struct db *db, const struct uuid *id, const json_t *body, tick now)
{
    const char *program = "", *hardware = "", *said = NULL;
    char checks[HEALTH_TEXT_SIZE] = "";
    struct health health = {0};
    int other_history = 0;
    struct report r = {.disk = -1, .temperature = -1000, .pass_format = 1, .pin_guards = -1};
    if (json_unpack((json_t *)body, "{s?s, s?b, s?s, s?s}", "program", &program, "other_history", &other_history,
                    "hardware", &hardware, "checks", &said) != 0 ||
        strlen(program) >= DEVICE_PROGRAM_SIZE || read_report(body, &r) ||
        (said && health_read(bytes_of_string(said), &health)))
        return GH_MALFORMED;
    if (said)
        health_write(&health, checks);
    else
        health.count = 0;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = vitals_follow(
        db, id,
        &(struct vitals){
            .clock_offset_ms = r.offset, .disk_percent = r.disk, .temperature = r.temperature, .health = health},
        now);
    if (!status)
        status = db_query(
            db, NULL,
            "UPDATE device SET program = $1, position = $2, synced_at = $3, waiting = $4, "
            "clock_offset_ms = $5, disk_percent = $6, temperature = $7, seen_at = $8, other_history = $9, "
            "pass_format = $10, pin_guards = $11, hardware = $12, checks = $13 WHERE id = $14",
            DB_TEXT(program), DB_INT(r.position), DB_INT(r.synced_at), DB_INT(r.waiting), DB_INT(r.offset),
            DB_INT(r.disk), DB_INT(r.temperature), DB_INT(now), DB_INT(other_history), DB_INT(r.pass_format),
            r.pin_guards < 0 ? DB_NULL : DB_INT(r.pin_guards), is_hardware(hardware) ? DB_TEXT(hardware) : DB_NULL,
            said ? DB_TEXT(checks) : DB_NULL, DB_UUID(id));
    return record_finish(db, status);
}

/* ---- Changes by administrators ---- */

/* Checks that the campus has this gate and is within scope. Adds an error otherwise. */
static enum gh_status check_place(struct db *db, const struct scope *scope, int64_t campus, int64_t gate,
                                  struct field_errors *errors)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT campus FROM gate WHERE bit = $1", DB_INT(gate));
    if (!status)
        status = db_next(&rows);
    if (status == GH_NOT_FOUND || (!status && (db_int(&rows, 0) != campus || !scope_covers(scope, campus)))) {
        field_errors_add(errors, "unknown", N_("This campus has no such gate."), "gate");
        status = GH_OK;
    }
    db_rows_end(&rows);
    return status;
}

static void take_place(const json_t *input, char *name, int64_t *campus, int64_t *gate, struct field_errors *errors)
{
    fields_text(input, "name", "name", name, DEVICE_NAME_SIZE, errors);
    fields_integer(input, "campus", "campus", 1, INT32_MAX, campus, errors);
    fields_integer(input, "gate", "gate", 0, 15, gate, errors);
    if (!name[0])
        fields_missing(errors, "name");
    if (*campus == 0)
        fields_missing(errors, "campus");
    if (*gate < 0)
        fields_missing(errors, "gate");
}

static enum gh_status audit_device(const struct audit_act *act, const char *action, const struct uuid *id,
                                   const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("device", id, subject);
    return audit_write(act->db, &(struct audit_entry){.at = act->now,
                                                      .account = act->by,
                                                      .action = action,
                                                      .subject = subject,
                                                      .detail = detail,
                                                      .address = act->address});
}

enum gh_status device_change(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                             const json_t *input, struct field_errors *errors)
{
    char name[DEVICE_NAME_SIZE] = "";
    int64_t campus = 0, gate = -1;
    take_place(input, name, &campus, &gate, errors);
    enum gh_status status = errors->count ? GH_OK : check_place(act->db, scope, campus, gate, errors);
    if (errors->count || status)
        return status ? status : GH_MALFORMED;
    status = db_begin(act->db);
    if (status)
        return status;
    status = scope_query(act->db, NULL, scope,
                         "UPDATE device SET name = $1, campus = $2, gate = $3 WHERE id = $4 AND {campus}",
                         DB_TEXT(name), DB_INT(campus), DB_INT(gate), DB_UUID(id));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    return record_finish(act->db, status ? status : audit_device(act, "device-changed", id, "name, campus, gate"));
}

enum gh_status device_revoke(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    int64_t position;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = scope_query(
        act->db, NULL, scope,
        "UPDATE device SET state = 'revoked', revoked_at = $1 WHERE id = $2 AND state = 'active' AND {campus}",
        DB_INT(act->now), DB_UUID(id));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    /* A new position wakes the booth's waiting request, so the booth learns of its revocation at once. */
    if (!status)
        status = change_reserve(act->db, 1, &position);
    return record_finish(act->db, status ? status : audit_device(act, "device-revoked", id, ""));
}

/* ---- Codes ---- */

/* Crockford's Base32 without 0 and 1, which are easy to misread or mishear. */
static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
enum { HANDLE_LEN = 4, SECRET_LEN = 6 };

static void draw(char *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    out[len] = '\0';
}

static void hash_secret(const struct vault *vault, const char *handle, const char *secret,
                        uint8_t out[static VAULT_HASH_LEN])
{
    char both[HANDLE_LEN + SECRET_LEN + 1];
    (void)snprintf(both, sizeof both, "%s%s", handle, secret);
    vault_hash(vault, "device-code", bytes_of_string(both), out);
}

enum gh_status device_code_create(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                                  const json_t *input, struct field_errors *errors, char code[static DEVICE_CODE_SIZE],
                                  tick *expires_at)
{
    char name[DEVICE_NAME_SIZE] = "", handle[HANDLE_LEN + 1], secret[SECRET_LEN + 1];
    uint8_t hash[VAULT_HASH_LEN];
    int64_t campus = 0, gate = -1;
    SECRET_UNTIL_END(secret);
    take_place(input, name, &campus, &gate, errors);
    enum gh_status status = errors->count ? GH_OK : check_place(act->db, scope, campus, gate, errors);
    if (errors->count || status)
        return status ? status : GH_MALFORMED;
    draw(handle, HANDLE_LEN);
    draw(secret, SECRET_LEN);
    hash_secret(vault, handle, secret, hash);
    status = db_begin(act->db);
    if (status)
        return status;
    status = db_query(act->db, NULL, "DELETE FROM device_code WHERE expires_at < $1 AND device IS NULL",
                      DB_INT(act->now - TICK_DAY));
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO device_code (handle, secret_hash, name, campus, gate, created_by, created_at, "
                          "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                          DB_TEXT(handle), DB_BLOB(hash, sizeof hash), DB_TEXT(name), DB_INT(campus), DB_INT(gate),
                          DB_INT(act->by), DB_INT(act->now), DB_INT(act->now + DEVICE_CODE_LIFE));
    if (!status)
        status = audit_note(act, "device-code-made", "gate", gate, name);
    status = record_finish(act->db, status);
    if (!status) {
        (void)snprintf(code, DEVICE_CODE_SIZE, "%s-%s", handle, secret);
        *expires_at = act->now + DEVICE_CODE_LIFE;
    }
    return status;
}

/* Splits a typed code after dropping blanks and hyphens and changing to capitals. False: no such form. */
static bool split_code(const char *typed, char handle[static HANDLE_LEN + 1], char secret[static SECRET_LEN + 1])
{
    char clean[HANDLE_LEN + SECRET_LEN + 1];
    size_t len = 0;
    for (; *typed; typed++) {
        char c = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
        if (c == '-' || c == ' ')
            continue;
        if (len == sizeof clean - 1 || !strchr(alphabet, c))
            return false;
        clean[len++] = c;
    }
    if (len != sizeof clean - 1)
        return false;
    memcpy(handle, clean, HANDLE_LEN);
    handle[HANDLE_LEN] = '\0';
    memcpy(secret, clean + HANDLE_LEN, SECRET_LEN);
    secret[SECRET_LEN] = '\0';
    return true;
}

struct code_row {
    char name[DEVICE_NAME_SIZE];
    int64_t campus, gate, by, tries;
    tick expires_at;
    bool used;
    uint8_t hash[VAULT_HASH_LEN];
};

static enum gh_status load_code(struct db *db, const char *handle, struct code_row *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT name, campus, gate, created_by, tries, expires_at, device, secret_hash "
                                     "FROM device_code WHERE handle = $1",
                                     DB_TEXT(handle));
    if (!status && !(status = db_next(&rows))) {
        out->campus = db_int(&rows, 1);
        out->gate = db_int(&rows, 2);
        out->by = db_int(&rows, 3);
        out->tries = db_int(&rows, 4);
        out->expires_at = db_int(&rows, 5);
        out->used = !db_is_null(&rows, 6);
        status = db_copy_text(&rows, 0, out->name, sizeof out->name);
        if (!status)
            status = db_copy_blob(&rows, 7, out->hash, sizeof out->hash);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_DENIED : status;
}

static enum gh_status insert_device(struct db *db, const struct vault *vault, const struct device *d,
                                    const struct code_row *code, const char *program, tick now)
{
    uint8_t box[DEVICE_BINDING_MAX + VAULT_OVERHEAD];
    struct db_value binding = DB_NULL;
    if (d->binding_len) {
        vault_seal(vault, "device.binding", &d->id, BYTES(d->binding, d->binding_len), box);
        binding = DB_BLOB(box, d->binding_len + VAULT_OVERHEAD);
    }
    return db_query(db, NULL,
                    "INSERT INTO device (id, name, campus, gate, public_key, journal, binding_sealed, state, "
                    "created_by, created_at, seen_at, program) VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, "
                    "$9, $10)",
                    DB_UUID(&d->id), DB_TEXT(d->name), DB_INT(d->campus), DB_INT(d->gate),
                    DB_BLOB(d->public_key, PUBLIC_KEY_LEN), DB_TEXT(d->journal), binding, DB_INT(code->by), DB_INT(now),
                    DB_TEXT(program));
}

static enum gh_status register_device(struct db *db, const struct vault *vault, const struct device_request *request,
                                      const char *handle, const struct code_row *code, tick now, const char *address,
                                      struct device *out)
{
    struct device d = {.id = record_id(now), .campus = code->campus, .gate = code->gate, .active = true};
    memcpy(d.public_key, request->public_key, sizeof d.public_key);
    (void)snprintf(d.name, sizeof d.name, "%s", code->name);
    (void)snprintf(d.journal, sizeof d.journal, "%s", request->journal);
    if (request->binding.len)
        memcpy(d.binding, request->binding.data, request->binding.len);
    d.binding_len = request->binding.len;
    enum gh_status status = insert_device(db, vault, &d, code, request->program, now);
    if (!status)
        status =
            db_query(db, NULL, "UPDATE device_code SET device = $1 WHERE handle = $2", DB_UUID(&d.id), DB_TEXT(handle));
    const struct audit_act act = {.db = db, .now = now, .by = code->by, .address = address};
    if (!status)
        status = audit_device(&act, "device-enrolled", &d.id, d.name);
    if (!status)
        *out = d;
    device_wipe(&d);
    return status;
}

enum gh_status device_enrol(struct db *db, const struct vault *vault, const struct device_request *request, tick now,
                            const char *address, struct device *out)
{
    char handle[HANDLE_LEN + 1], secret[SECRET_LEN + 1];
    uint8_t hash[VAULT_HASH_LEN];
    struct code_row code = {0};
    SECRET_UNTIL_END(secret);
    if (strlen(request->journal) >= DEVICE_ID_MAX || strlen(request->program) >= DEVICE_PROGRAM_SIZE ||
        (request->binding.len &&
         (request->binding.len < DEVICE_BINDING_MIN || request->binding.len > DEVICE_BINDING_MAX)))
        return GH_MALFORMED;
    if (!split_code(request->code, handle, secret))
        return GH_DENIED;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = load_code(db, handle, &code);
    if (!status && (code.used || code.expires_at <= now || code.tries >= DEVICE_CODE_TRIES))
        status = GH_DENIED;
    if (status)
        return record_finish(db, status);
    hash_secret(vault, handle, secret, hash);
    if (sodium_memcmp(hash, code.hash, sizeof hash) != 0) {
        /* Commit the counted try although the answer is GH_DENIED. */
        status = db_query(db, NULL, "UPDATE device_code SET tries = tries + 1 WHERE handle = $1", DB_TEXT(handle));
        status = record_finish(db, status);
        return status ? status : GH_DENIED;
    }
    return record_finish(db, register_device(db, vault, request, handle, &code, now, address, out));
}

enum gh_status device_snapshot_taken(const struct audit_act *act, const struct device *device)
{
    if (!device->active)
        return GH_CONFLICT;
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, audit_device(act, "device-snapshot-taken", &device->id, ""));
}
