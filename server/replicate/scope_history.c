#include "replicate/scope_history.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define POINT_SIZE 29 /* ".1fffffffffffff.001122334455" with NUL */
#define CHECK_LEN 6   /* bytes: what a name of a campus leaves room for */

static void write_point(const struct wire_history *point, char out[static POINT_SIZE])
{
    uint8_t check[CHECK_LEN];
    char digits[2 * CHECK_LEN + 1] = "";
    for (size_t i = 0; i < sizeof check; i++)
        check[i] = point->lineage[i] ^ point->stamp[i];
    hex_encode(BYTES(check, sizeof check), digits);
    (void)snprintf(out, POINT_SIZE, ".%" PRIx64 ".%s", point->position % (UINT64_C(1) << 53), digits);
}

void scope_history_append(char name[static WIRE_SCOPE_MAX], const struct wire_history *point)
{
    char text[POINT_SIZE];
    size_t len = strlen(name);
    write_point(point, text);
    if (wire_history_known(point) && len + strlen(text) < WIRE_SCOPE_MAX)
        memcpy(name + len, text, strlen(text) + 1);
}

enum gh_status scope_history_fits(struct db *db, const char *held, const char *name, bool *fits)
{
    size_t len = strlen(name);
    uint64_t position = 0;
    char text[POINT_SIZE];
    struct wire_history point;
    *fits = strcmp(held, name) == 0;
    if (*fits || strncmp(held, name, len) != 0 || sscanf(held + len, ".%" SCNx64 ".", &position) != 1)
        return GH_OK;
    enum gh_status status = change_history_at(db, position, &point);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    write_point(&point, text);
    *fits = strcmp(held + len, text) == 0;
    return GH_OK;
}
