/* The keys of booths, one after the other (docs/sync-protocol.md#another-key). */
#ifndef GH_SERVER_DEVICES_DEVICE_KEY_H
#define GH_SERVER_DEVICES_DEVICE_KEY_H

#include "devices/device.h"

/* Requests that were under way when the booth replaced its key may carry the signature of the one before. */
#define DEVICE_KEY_GRACE (2 * TICK_MINUTE)
/* A stick may be on its way for so long. */
#define DEVICE_KEY_CARRIED (30 * TICK_DAY)
#define DEVICE_KEYS_CARRIED_MAX 8

/* Replaces the key of a booth and writes an audit record. GH_CONFLICT: it has another key than device->public_key by
 * now, or some booth has had `key` already. */
enum gh_status GH_MUST_USE device_key_replace(struct db *db, const struct device *device,
                                              const uint8_t key[static PUBLIC_KEY_LEN], tick now, const char *address);
/* Asks the booth to replace its key, with the answer to its next report, and writes an audit record. GH_NOT_FOUND: no
 * such booth, or it is revoked. */
enum gh_status GH_MUST_USE device_key_ask(const struct audit_act *act, const struct scope *scope,
                                          const struct uuid *id);
/* Says whether the booth is to replace its key: somebody asked, or it is older than the setting device.key_days. */
enum gh_status GH_MUST_USE device_key_is_due(struct db *db, const struct device *device, tick now, bool *due);
/* Reads the keys that the booth had within DEVICE_KEY_CARRIED, the newest first. */
enum gh_status GH_MUST_USE device_keys_before(struct db *db, const struct uuid *device, tick now,
                                              uint8_t keys[static DEVICE_KEYS_CARRIED_MAX][PUBLIC_KEY_LEN],
                                              size_t *count);

#endif
