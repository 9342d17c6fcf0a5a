#include "support/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

json_t *vectors_load(const char *suite)
{
    const char *shared = getenv("GATEHOUSE_SHARED");
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/vectors/%s.json",
                     shared && *shared ? shared : GATEHOUSE_SOURCE "/../shared", suite);
    if (n <= 0 || (size_t)n >= sizeof path)
        return NULL;
    json_t *root = json_load_file(path, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
    json_t *cases = json_incref(json_object_get(root, "cases"));
    json_decref(root);
    return cases;
}

const char *vectors_text(const json_t *item, const char *member, const char *fallback)
{
    const char *text = json_string_value(json_object_get(item, member));
    return text ? text : fallback;
}

size_t vectors_hex(const json_t *item, const char *member, uint8_t *out, size_t cap)
{
    const char *text = vectors_text(item, member, NULL);
    if (!text || strlen(text) / 2 > cap || hex_decode(bytes_of_string(text), out, strlen(text) / 2) != GH_OK)
        return SIZE_MAX;
    return strlen(text) / 2;
}
