/* The keys with which a booth may have sealed what it hands up. */
#ifndef GH_SERVER_DEVICES_BOOTH_KEYS_H
#define GH_SERVER_DEVICES_BOOTH_KEYS_H

#include "devices/device.h"
#include "vault/vault.h"

#define BOOTH_KEYS_BOOTHS 8

/* A booth that enrolled again has another id, and a journal in which the keys of the earlier ones sealed. */
struct booth_keys {
    const struct vault *vault;             /* borrowed */
    struct uuid booths[BOOTH_KEYS_BOOTHS]; /* this one first, then the newest others with its journal's name */
    size_t count;
};

enum gh_status GH_MUST_USE booth_keys_load(struct db *db, const struct vault *vault, const struct device *device,
                                           struct booth_keys *out);
/* Calls `open` with one key after the other until it returns true: data keys of these booths, the newest first, and
 * those that all booths shared before. Returns whether it did. */
bool booth_keys_try(const struct booth_keys *keys, bool (*open)(void *context, const uint8_t key[static DATA_KEY_LEN]),
                    void *context);

#endif
