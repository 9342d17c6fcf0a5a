/* Booths as the server knows them: one-time codes, enrolment, what a booth said of itself, revocation.
 *
 * A booth is known by an Ed25519 key that it made itself; a person types a one-time code there and compares the
 * fingerprint on both screens (docs/sync-protocol.md#enrolment). */
#ifndef GH_SERVER_DEVICES_DEVICE_H
#define GH_SERVER_DEVICES_DEVICE_H

#include <jansson.h>

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
#define DEVICE_NONCE_WINDOW (5 * TICK_MINUTE) /* a request's created may lie so far from the server's clock */
#define DEVICE_FINGERPRINT_SIZE 32            /* "1A2B-3C4D-5E6F-7081" with NUL */

struct device {
    struct uuid id;
    char name[DEVICE_NAME_SIZE], journal[DEVICE_ID_MAX];
    int64_t campus, gate;
    uint8_t public_key[PUBLIC_KEY_LEN];
    bool active; /* false: revoked */
    uint64_t acknowledged;
    bool has_last_hash;
    uint8_t last_hash[ENTRY_HASH_LEN];
    uint8_t binding[DEVICE_BINDING_MAX]; /* in the clear: device_wipe */
    size_t binding_len;
};

/* Its binding is in the clear. */
void device_wipe(struct device *device);

/* What both screens show: sixteen hexadecimal digits of the BLAKE2b-256 of the key. */
void device_fingerprint(const uint8_t public_key[static PUBLIC_KEY_LEN], char out[static DEVICE_FINGERPRINT_SIZE]);

/* A code for one booth. input: {"name", "campus", "gate"}. GH_MALFORMED with errors. Audited. */
enum gh_status GH_MUST_USE device_code_create(const struct audit_act *act, const struct vault *vault,
                                              const json_t *input, struct field_errors *errors,
                                              char code[static DEVICE_CODE_SIZE], tick *expires_at);

/* What a booth says when it enrols. */
struct device_request {
    const char *code;    /* as typed: case and hyphens do not matter */
    const char *journal; /* its configured name */
    const char *program;
    uint8_t public_key[PUBLIC_KEY_LEN];
    struct bytes binding; /* empty, or DEVICE_BINDING_MIN to DEVICE_BINDING_MAX bytes */
};
/* Trades a code for a registration, in a transaction of its own. GH_DENIED: no such code, used, expired, or tried too
 * often; a wrong secret is counted. GH_CONFLICT: this key is enrolled already. Audited in the name of who made the
 * code. */
enum gh_status GH_MUST_USE device_enrol(struct db *db, const struct vault *vault, const struct device_request *request,
                                        tick now, const char *address, struct device *out);

/* GH_NOT_FOUND. */
enum gh_status GH_MUST_USE device_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                       struct device *out);
/* Notes that the device's key signed a request with this nonce. GH_CONFLICT: it did so before. Forgets old ones. */
enum gh_status GH_MUST_USE device_seen(struct db *db, const struct uuid *id, struct bytes nonce, tick now);

/* What a booth reports of itself; body: {"program", "position", "synced_at", "waiting", "clock_offset_ms",
 * "disk_percent", "temperature"}. GH_MALFORMED, also for a number out of its range. */
enum gh_status GH_MUST_USE device_report(struct db *db, const struct uuid *id, const json_t *body, tick now);

/* input: {"name", "campus", "gate"}, those that are there. GH_NOT_FOUND; GH_MALFORMED with errors. Audited. */
enum gh_status GH_MUST_USE device_change(const struct audit_act *act, const struct uuid *id, const json_t *input,
                                         struct field_errors *errors);
/* For good: a booth that was found again is enrolled anew. GH_NOT_FOUND, also for one that is revoked. Audited. */
enum gh_status GH_MUST_USE device_revoke(const struct audit_act *act, const struct uuid *id);
/* Notes that somebody fetched what this device holds, as a file. GH_CONFLICT for a revoked one. Audited. */
enum gh_status GH_MUST_USE device_snapshot_taken(const struct audit_act *act, const struct device *device);

#endif
