/* Makes and checks the cookie of known devices. */
#include "auth/known_device.h"

#include <sodium.h>
#include <string.h>

#define DAY_LEN 4
#define ID_LEN ((KNOWN_DEVICE_ID_SIZE - 1) / 2)
#define MAC_LEN 16
#define ENTRY_LEN (DAY_LEN + ID_LEN + MAC_LEN)
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct entry {
    uint8_t b[ENTRY_LEN];
};

static void sign(const struct vault *vault, const char *name, const struct entry *entry, uint8_t mac[static MAC_LEN])
{
    uint8_t text[DAY_LEN + ID_LEN + BRAKE_NAME_SIZE], hash[VAULT_HASH_LEN];
    char hex[BRAKE_NAME_SIZE];
    brake_name(vault, name, hex);
    memcpy(text, entry->b, DAY_LEN + ID_LEN);
    memcpy(text + DAY_LEN + ID_LEN, hex, sizeof hex);
    vault_hash(vault, "known-device", BYTES(text, sizeof text), hash);
    memcpy(mac, hash, MAC_LEN);
}

static bool read_entry(struct bytes text, struct entry *out)
{
    size_t len = 0;
    return text.len == KNOWN_DEVICE_ENTRY_LEN &&
           sodium_base642bin(out->b, sizeof out->b, (const char *)text.data, text.len, NULL, &len, NULL, VARIANT) ==
               0 &&
           len == sizeof out->b;
}

static struct bytes next_part(struct bytes *rest)
{
    const uint8_t *stop = rest->len ? memchr(rest->data, '.', rest->len) : NULL;
    const struct bytes part = BYTES(rest->data, stop ? (size_t)(stop - rest->data) : rest->len);
    const size_t used = part.len + (stop ? 1 : 0);
    *rest = BYTES(rest->len ? rest->data + used : NULL, rest->len - used);
    return part;
}

static bool is_of(const struct vault *vault, const char *name, const struct entry *entry)
{
    uint8_t mac[MAC_LEN];
    sign(vault, name, entry, mac);
    return sodium_memcmp(mac, entry->b + DAY_LEN + ID_LEN, MAC_LEN) == 0;
}

static tick signed_in_at(const struct entry *entry)
{
    const uint32_t day =
        (uint32_t)entry->b[0] << 24 | (uint32_t)entry->b[1] << 16 | (uint32_t)entry->b[2] << 8 | entry->b[3];
    return (tick)day * TICK_DAY;
}

void known_device_find(const struct vault *vault, struct bytes cookie, const char *name, tick now,
                       char id[static KNOWN_DEVICE_ID_SIZE])
{
    struct entry entry;
    id[0] = '\0';
    for (int i = 0; i < KNOWN_DEVICES_MAX && cookie.len > 0; i++) {
        if (!read_entry(next_part(&cookie), &entry) || !is_of(vault, name, &entry))
            continue;
        if (now - signed_in_at(&entry) < KNOWN_DEVICE_LIFE)
            hex_encode(BYTES(entry.b + DAY_LEN, ID_LEN), id);
        return;
    }
}

void known_device_add(const struct vault *vault, struct bytes cookie, const char *name, tick now,
                      char out[static KNOWN_DEVICE_COOKIE_SIZE])
{
    struct entry entry;
    const uint32_t day = (uint32_t)(now / TICK_DAY);
    for (int i = 0; i < DAY_LEN; i++)
        entry.b[i] = (uint8_t)(day >> (24 - 8 * i));
    randombytes_buf(entry.b + DAY_LEN, ID_LEN);
    sign(vault, name, &entry, entry.b + DAY_LEN + ID_LEN);
    sodium_bin2base64(out, KNOWN_DEVICE_ENTRY_LEN + 1, entry.b, sizeof entry.b, VARIANT);
    size_t len = KNOWN_DEVICE_ENTRY_LEN;
    for (int kept = 1; kept < KNOWN_DEVICES_MAX && cookie.len > 0;) {
        const struct bytes part = next_part(&cookie);
        if (!read_entry(part, &entry) || is_of(vault, name, &entry))
            continue;
        out[len] = '.';
        memcpy(out + len + 1, part.data, part.len);
        len += 1 + part.len;
        kept++;
    }
    out[len] = '\0';
}
