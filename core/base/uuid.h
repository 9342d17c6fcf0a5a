/* UUIDs: pass ids, entry ids. Version 7 (RFC 9562 5.7), so that ids sort by the time they were made. */
#ifndef GH_BASE_UUID_H
#define GH_BASE_UUID_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"

#define UUID_LEN 16
#define UUID_TEXT_SIZE 37 /* with NUL */

struct uuid {
    uint8_t b[UUID_LEN];
};

/* Makes a version 7 id from a time and ten random bytes; version and variant replace six of their bits. */
struct uuid uuid_v7(tick at, const uint8_t random[static 10]);
/* Returns the time in a version 7 id, or -1 for any other version. */
tick uuid_time(const struct uuid *id);
void uuid_format(const struct uuid *id, char out[static UUID_TEXT_SIZE]);
/* Reads 8-4-4-4-12 hexadecimal digits of either case; anything else is GH_MALFORMED. */
enum gh_status GH_MUST_USE uuid_parse(struct bytes text, struct uuid *out);
bool uuid_equal(const struct uuid *a, const struct uuid *b);
bool uuid_is_nil(const struct uuid *id);

#endif
