/* Guards: who may sign in at a booth, and with which rights. The server keeps no PIN. Each booth gets its own record
 * of a guard (core/wire/record.h). */
#ifndef GH_SERVER_DEVICES_GUARD_H
#define GH_SERVER_DEVICES_GUARD_H

#include <jansson.h>

#include "db/scope.h"
#include "guard/badge.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"
#include "wire/record.h"

/* The secrets made from a PIN. */
struct guard_pin {
    struct wire_guard made; /* salt, verifier, ops, mem_kib, badge */
    uint8_t base[32];       /* in the clear: release with guard_pin_wipe() */
    uint8_t badge[BADGE_SECRET_LEN];
    int64_t digits;    /* of the PIN */
    bool badge_is_new; /* drawn now: its code must be printed */
};
enum guard_badge { GUARD_BADGE_KEEP = 0, GUARD_BADGE_NEW, GUARD_BADGE_NONE };
/* Derives the secrets of a PIN, with a new badge, without one, or with the one that guard `id` has (0: a new guard).
 * This takes about a third of a second, so call it before a transaction. The caller wipes *out. GH_DENIED: the PIN is
 * too easy, or too short without a badge, as errors says at "pin", or a badge is missing, as it says at "badge".
 * GH_NOT_FOUND: no such guard within scope. */
enum gh_status GH_MUST_USE guard_pin_make(struct db *db, const struct scope *scope, const struct vault *vault,
                                          int64_t id, const char *pin, enum guard_badge badge, struct guard_pin *out,
                                          struct field_errors *errors);
/* Wipes the secrets. */
void guard_pin_wipe(struct guard_pin *pin);

/* Creates a guard and writes an audit record. input: {"name", "rights": ["admit", "override", "settings"], "campus"
 * (0: all), "active"}. GH_MALFORMED: input is wrong, or its campus is not within scope, as errors says. */
enum gh_status GH_MUST_USE guard_create(const struct audit_act *act, const struct scope *scope,
                                        const struct vault *vault, const json_t *input, const struct guard_pin *pin,
                                        struct field_errors *errors, int64_t *id);
/* Changes the members that input has, and the PIN unless pin is NULL. Writes an audit record. GH_NOT_FOUND: no such
 * guard within scope. GH_MALFORMED: input is wrong, as errors says. */
enum gh_status GH_MUST_USE guard_change(const struct audit_act *act, const struct scope *scope,
                                        const struct vault *vault, int64_t id, const json_t *input,
                                        const struct guard_pin *pin, struct field_errors *errors);

/* Opens a guard's sealed base and wraps keys with it for one booth, as pin_wrap_all(). binding is the secret that only
 * that booth's machine can give, or empty. */
enum gh_status GH_MUST_USE guard_wrap(const struct vault *vault, int64_t id, struct bytes sealed, struct bytes binding,
                                      struct bytes keys, struct wire_guard *guard);

/* Stable names of enum guard_right, in the order of its bits. */
#define GUARD_RIGHTS_COUNT 3
extern const char *const guard_right_names[GUARD_RIGHTS_COUNT];

#endif
