/* Booths as the server knows them: one-time codes, enrolment, reports and revocation.
 *
 * A booth is known by an Ed25519 key that it made itself. A person types a one-time code there and compares the key
 * fingerprint on both screens (docs/sync-protocol.md#enrolment). */
#ifndef GH_SERVER_DEVICES_DEVICE_H
#define GH_SERVER_DEVICES_DEVICE_H

#include <jansson.h>

#include "db/scope.h"
#include "records/application.h"
#include "records/audit.h"
#include "token/keyset.h"
#include "vault/vault.h"
#include "wire/entry.h"

#define DEVICE_NAME_SIZE 96
#define DEVICE_PROGRAM_SIZE 32
#define DEVICE_BINDING_MIN 16
#define DEVICE_BINDING_MAX 64
#define DEVICE_CODE_SIZE 16 /* "4Q7K-X2MP9D" with NUL */
#define DEVICE_CODE_LIFE (10 * TICK_MINUTE)
#define DEVICE_CODE_TRIES 5
#define DEVICE_NONCE_WINDOW (5 * TICK_MINUTE) /* largest difference of a request's time from the server's clock */

struct device {
    struct uuid id;
    char name[DEVICE_NAME_SIZE], journal[DEVICE_ID_MAX];
    int64_t campus, gate;
    uint8_t public_key[PUBLIC_KEY_LEN];
    tick key_since;  /* since when it has that key */
    bool key_wanted; /* an administrator asked for another one */
    bool has_key_before;
    uint8_t key_before[PUBLIC_KEY_LEN]; /* until key_since */
    bool by_key_before;                 /* the request was signed with that one */
    bool active;                        /* false: revoked */
    uint64_t acknowledged;
    bool has_last_hash;
    uint8_t last_hash[ENTRY_HASH_LEN];
    uint8_t binding[DEVICE_BINDING_MAX]; /* in the clear: release with device_wipe() */
    size_t binding_len;
};

/* Wipes the device, whose binding is in the clear. */
void device_wipe(struct device *device);

/* Creates a one-time code for one booth and writes an audit record. input: {"name", "campus", "gate"}. GH_MALFORMED:
 * input is wrong, as errors says. */
enum gh_status GH_MUST_USE device_code_create(const struct audit_act *act, const struct scope *scope,
                                              const struct vault *vault, const json_t *input,
                                              struct field_errors *errors, char code[static DEVICE_CODE_SIZE],
                                              tick *expires_at);

/* What a booth sends to enrol. */
struct device_request {
    const char *code;    /* as typed: case and hyphens do not matter */
    const char *journal; /* the name that its entries' hashes cover */
    const char *program;
    uint8_t public_key[PUBLIC_KEY_LEN];
    struct bytes binding; /* empty, or DEVICE_BINDING_MIN to DEVICE_BINDING_MAX bytes */
};
/* Trades a code for a registration in its own transaction. The audit record names the person who made the code.
 * GH_DENIED: the code is unknown, used, expired or was tried too often; a wrong secret counts as a try. GH_CONFLICT:
 * this key is enrolled already. GH_MALFORMED: a member has a wrong length. */
enum gh_status GH_MUST_USE device_enrol(struct db *db, const struct vault *vault, const struct device_request *request,
                                        tick now, const char *address, struct device *out);

/* Loads a booth, also a revoked one. The caller wipes *out. GH_NOT_FOUND: no such booth. */
enum gh_status GH_MUST_USE device_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                       struct device *out);
/* Stores the nonce of a request that the device's key signed and the time of the request. Deletes expired nonces.
 * GH_CONFLICT: the nonce was used before. */
enum gh_status GH_MUST_USE device_seen(struct db *db, const struct uuid *id, struct bytes nonce, tick now);

/* Where a booth's hardware secret may lie: "none", "file", "tpm". */
#define DEVICE_HARDWARE_COUNT 3
extern const char *const device_hardware_names[DEVICE_HARDWARE_COUNT];

/* Stores a booth's report on itself. body: {"program", "position", "synced_at", "waiting", "clock_offset_ms",
 * "disk_percent", "temperature", "other_history", "pass_format", "pin_guards", "hardware", "checks"}. GH_MALFORMED: a
 * wrong type or a number out of range. */
enum gh_status GH_MUST_USE device_report(struct db *db, const struct uuid *id, const json_t *body, tick now);

/* Changes a booth's name, campus and gate and writes an audit record. input: {"name", "campus", "gate"}, all
 * required. GH_NOT_FOUND: no such booth. GH_MALFORMED: input is wrong, as errors says. */
enum gh_status GH_MUST_USE device_change(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                                         const json_t *input, struct field_errors *errors);
/* Revokes a booth for good and writes an audit record. A booth that is found again must enrol again. GH_NOT_FOUND:
 * no such booth, or it is revoked. */
enum gh_status GH_MUST_USE device_revoke(const struct audit_act *act, const struct scope *scope, const struct uuid *id);
/* Writes an audit record that somebody fetched this booth's snapshot as a file. GH_CONFLICT: the booth is revoked. */
enum gh_status GH_MUST_USE device_snapshot_taken(const struct audit_act *act, const struct device *device);

#endif
