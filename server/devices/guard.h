/* The guards of the gates: who may sign in at a booth, with which rights. Their PINs are known to them alone; what
 * booths get of them is the record of core/wire, made for each booth by itself. */
#ifndef GH_SERVER_DEVICES_GUARD_H
#define GH_SERVER_DEVICES_GUARD_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"
#include "wire/record.h"

/* What takes a third of a second, before any transaction: verifier and sealed base of a PIN. GH_DENIED with errors for
 * one that is too easy (path "pin"). */
struct guard_pin {
    struct wire_guard made; /* salt, verifier, ops, mem_kib */
    uint8_t base[32];       /* in the clear: guard_pin_wipe */
};
enum gh_status GH_MUST_USE guard_pin_make(const char *pin, struct guard_pin *out, struct field_errors *errors);
void guard_pin_wipe(struct guard_pin *pin);

/* input: {"name", "rights": ["admit", "override", "settings"], "campus" (0: all), "active"}. Audited. GH_MALFORMED with
 * errors. */
enum gh_status GH_MUST_USE guard_create(const struct audit_act *act, const struct vault *vault, const json_t *input,
                                        const struct guard_pin *pin, struct field_errors *errors, int64_t *id);
/* Members that are there; pin NULL: stays. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE guard_change(const struct audit_act *act, const struct vault *vault, int64_t id,
                                        const json_t *input, const struct guard_pin *pin, struct field_errors *errors);

/* Opens the sealed base of a row and wraps the data key for a booth. binding: what that machine can give, or empty. */
enum gh_status GH_MUST_USE guard_wrap(const struct vault *vault, int64_t id, struct bytes sealed, struct bytes binding,
                                      struct wire_guard *guard);

/* Stable names of enum guard_right, in the order of its bits. */
#define GUARD_RIGHTS_COUNT 3
extern const char *const guard_right_names[GUARD_RIGHTS_COUNT];

#endif
