#include "wire/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POSITION_DIGITS 16
#define POSITION_END (UINT64_C(1) << 53)

bool wire_history_known(const struct wire_history *point)
{
    static const uint8_t none[WIRE_LINEAGE_LEN] = {0};
    return memcmp(point->lineage, none, sizeof none) != 0;
}

void wire_history_format(const struct wire_history *point, char out[static WIRE_HISTORY_TEXT])
{
    char lineage[2 * WIRE_LINEAGE_LEN + 1] = "", stamp[2 * WIRE_STAMP_LEN + 1] = "";
    hex_encode(BYTES(point->lineage, WIRE_LINEAGE_LEN), lineage);
    hex_encode(BYTES(point->stamp, WIRE_STAMP_LEN), stamp);
    (void)snprintf(out, WIRE_HISTORY_TEXT, "%.16s-%" PRIu64 "-%.16s", lineage, point->position % POSITION_END, stamp);
}

enum gh_status wire_history_parse(struct bytes text, struct wire_history *out)
{
    struct wire_history point = {.position = 0};
    const size_t ends = 2 * WIRE_LINEAGE_LEN + 2 * WIRE_STAMP_LEN + 2;
    if (text.len <= ends || text.len > ends + POSITION_DIGITS)
        return GH_MALFORMED;
    const uint8_t *digits = text.data + 2 * WIRE_LINEAGE_LEN + 1, *stamp = text.data + text.len - 2 * WIRE_STAMP_LEN;
    if (digits[-1] != '-' || stamp[-1] != '-' || (digits[0] == '0' && digits + 1 < stamp - 1) ||
        hex_decode(BYTES(text.data, 2 * WIRE_LINEAGE_LEN), point.lineage, WIRE_LINEAGE_LEN) ||
        hex_decode(BYTES(stamp, 2 * WIRE_STAMP_LEN), point.stamp, WIRE_STAMP_LEN))
        return GH_MALFORMED;
    for (; digits < stamp - 1; digits++) {
        if (*digits < '0' || *digits > '9')
            return GH_MALFORMED;
        point.position = point.position * 10 + (uint64_t)(*digits - '0');
    }
    if (point.position >= POSITION_END)
        return GH_MALFORMED;
    *out = point;
    return GH_OK;
}
